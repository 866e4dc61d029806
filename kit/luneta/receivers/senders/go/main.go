// Envia um trace pequeno por um exporter: `senders NOME_DO_EXPORTER PORTA`.
//
// O trace é sempre o mesmo: um pai SERVER com um link, um filho CLIENT com um atributo de cada tipo, uma exceção e
// status de erro. Escreve na saída o id do trace.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	jaegerclient "github.com/uber/jaeger-client-go"
	jaegerconfig "github.com/uber/jaeger-client-go/config"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/jaeger"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/exporters/zipkin"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

func main() {
	exporter, port := os.Args[1], os.Args[2]
	var err error
	if exporter == "jaeger-client" {
		err = sendWithJaegerClient("127.0.0.1:" + port)
	} else {
		err = sendWithOpenTelemetry(exporter, port)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func newExporter(ctx context.Context, name, port string) (sdktrace.SpanExporter, error) {
	address := "127.0.0.1:" + port
	switch name {
	case "otlp-http":
		return otlptracehttp.New(ctx, otlptracehttp.WithEndpoint(address), otlptracehttp.WithInsecure())
	case "otlp-grpc":
		return otlptracegrpc.New(ctx, otlptracegrpc.WithEndpoint(address), otlptracegrpc.WithInsecure())
	case "zipkin-json":
		return zipkin.New("http://" + address + "/api/v2/spans")
	case "jaeger-udp":
		return jaeger.New(jaeger.WithAgentEndpoint(jaeger.WithAgentHost("127.0.0.1"), jaeger.WithAgentPort(port)))
	case "jaeger-http":
		return jaeger.New(jaeger.WithCollectorEndpoint(jaeger.WithEndpoint("http://" + address + "/api/traces")))
	}
	return nil, fmt.Errorf("exporter desconhecido: %s", name)
}

func sendWithOpenTelemetry(name, port string) error {
	ctx := context.Background()
	exporter, err := newExporter(ctx, name, port)
	if err != nil {
		return err
	}
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(exporter),
		sdktrace.WithResource(resource.NewSchemaless(
			attribute.String("service.name", "go"),
			attribute.String("service.version", "3"),
			attribute.String("turma", "noite"),
		)),
	)
	tracer := provider.Tracer("senders", trace.WithInstrumentationVersion("1.0"))
	linked := trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: trace.TraceID{0x0a, 0xf7, 0x65, 0x19, 0x16, 0xcd, 0x43, 0xdd, 0x84, 0x48, 0xeb, 0x21, 0x1c, 0x80, 0x31, 0x9c},
		SpanID:  trace.SpanID{0xb7, 0xad, 0x6b, 0x71, 0x69, 0x20, 0x33, 0x31},
	})
	ctx, parent := tracer.Start(ctx, "parent", trace.WithSpanKind(trace.SpanKindServer), trace.WithLinks(trace.Link{
		SpanContext: linked,
		Attributes:  []attribute.KeyValue{attribute.String("motivo", "lote")},
	}))
	_, child := tracer.Start(ctx, "child", trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("texto", "é"),
		attribute.Int64("inteiro", 1<<53+1),
		attribute.Float64("real", 1.5),
		attribute.Bool("logico", true),
		attribute.StringSlice("lista", []string{"a", "b"}),
	))
	child.RecordError(errors.New("falhou"))
	child.SetStatus(codes.Error, "falhou")
	child.End()
	parent.End()
	fmt.Println(parent.SpanContext().TraceID())
	return provider.Shutdown(context.Background())
}

func sendWithJaegerClient(agent string) error {
	tracer, closer, err := jaegerconfig.Configuration{
		ServiceName: "go",
		Sampler:     &jaegerconfig.SamplerConfig{Type: "const", Param: 1},
		Reporter:    &jaegerconfig.ReporterConfig{LocalAgentHostPort: agent},
		Gen128Bit:   true,
	}.NewTracer()
	if err != nil {
		return err
	}
	parent := tracer.StartSpan("parent", ext.SpanKindRPCServer)
	child := tracer.StartSpan("child", opentracing.ChildOf(parent.Context()), ext.SpanKindRPCClient)
	child.SetTag("texto", "é")
	child.SetTag("inteiro", 7)
	child.SetTag("real", 1.5)
	child.SetTag("logico", true)
	ext.Error.Set(child, true)
	child.LogKV("event", "exception", "message", "falhou")
	child.Finish()
	parent.Finish()
	fmt.Println(parent.Context().(jaegerclient.SpanContext).TraceID())
	return closer.Close()
}
