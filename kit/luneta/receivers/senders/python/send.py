"""Envia um trace pequeno por um exporter: `send.py NOME_DO_EXPORTER PORTA`.

O trace é sempre o mesmo: um pai SERVER com um link, um filho CLIENT com um atributo de cada tipo, uma exceção e status
de erro. Escreve na saída o id do trace.
"""
import sys
import time

EXPORTER, PORT = sys.argv[1], int(sys.argv[2])


def opentelemetry_exporter():
    if EXPORTER == "otlp-http":
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        return OTLPSpanExporter(endpoint=f"http://127.0.0.1:{PORT}/v1/traces")
    if EXPORTER == "otlp-grpc":
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

        return OTLPSpanExporter(endpoint=f"http://127.0.0.1:{PORT}", insecure=True)
    if EXPORTER == "zipkin-json":
        from opentelemetry.exporter.zipkin.json import ZipkinExporter

        return ZipkinExporter(endpoint=f"http://127.0.0.1:{PORT}/api/v2/spans")
    if EXPORTER == "zipkin-protobuf":
        from opentelemetry.exporter.zipkin.proto.http import ZipkinExporter

        return ZipkinExporter(endpoint=f"http://127.0.0.1:{PORT}/api/v2/spans")
    if EXPORTER == "jaeger-udp":
        from opentelemetry.exporter.jaeger.thrift import JaegerExporter

        return JaegerExporter(agent_host_name="127.0.0.1", agent_port=PORT)
    if EXPORTER == "jaeger-http":
        from opentelemetry.exporter.jaeger.thrift import JaegerExporter

        return JaegerExporter(collector_endpoint=f"http://127.0.0.1:{PORT}/api/traces?format=jaeger.thrift")
    sys.exit(f"exporter desconhecido: {EXPORTER}")


def send_with_opentelemetry():
    from opentelemetry import trace
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": "py", "service.version": "3", "turma": "noite"}))
    provider.add_span_processor(BatchSpanProcessor(opentelemetry_exporter()))
    tracer = provider.get_tracer("senders", "1.0")
    linked = trace.SpanContext(0x0AF7651916CD43DD8448EB211C80319C, 0xB7AD6B7169203331, is_remote=True)
    with tracer.start_as_current_span(
        "parent", kind=trace.SpanKind.SERVER, links=[trace.Link(linked, {"motivo": "lote"})]
    ) as parent:
        attributes = {"texto": "é", "inteiro": 2**53 + 1, "real": 1.5, "logico": True, "lista": ["a", "b"]}
        try:
            with tracer.start_as_current_span("child", kind=trace.SpanKind.CLIENT, attributes=attributes):
                raise ValueError("falhou")
        except ValueError:
            pass
        print(f"{parent.get_span_context().trace_id:032x}")
    provider.shutdown()


def send_with_jaeger_client():
    from jaeger_client import Config

    agent = {"reporting_host": "127.0.0.1", "reporting_port": PORT}
    config = {"sampler": {"type": "const", "param": 1}, "local_agent": agent}
    tracer = Config(config=config, service_name="py").initialize_tracer()
    with tracer.start_span("parent", tags={"span.kind": "server"}) as parent:
        tags = {"span.kind": "client", "texto": "é", "inteiro": 7, "real": 1.5, "logico": True, "error": True}
        with tracer.start_span("child", child_of=parent, tags=tags) as child:
            child.log_kv({"event": "exception", "message": "falhou"})
        print(f"{parent.trace_id:032x}")
    sent = tracer.close()
    while not sent.done():
        time.sleep(0.02)


if EXPORTER == "jaeger-client":
    send_with_jaeger_client()
else:
    send_with_opentelemetry()
