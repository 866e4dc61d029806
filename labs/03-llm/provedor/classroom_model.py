"""Os modelos que pedem memória, ou ritmo: o que `mock_response`, do LiteLLM, não sabe fazer.

O LiteLLM carrega este arquivo pelo nome que está no config.yaml, e faz o resto: as rotas, a chave, os erros, a contagem.
"""

import asyncio
import json
from collections.abc import AsyncIterator

import litellm
from litellm import CustomLLM, ModelResponse
from litellm.types.utils import GenericStreamingChunk, Usage

# Até o primeiro pedaço, e entre um e outro, em segundos: sem espera, não haveria o que medir.
FIRST_CHUNK_S = 0.15
NEXT_CHUNK_S = 0.04
CHUNK_CHARS = 12
# Quantos caracteres há num token, mais ou menos.
TOKEN_CHARS = 4


class ClassroomModel(CustomLLM):
    """O nome do modelo, depois da barra, diz como ele se porta."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: set[str] = set()

    def write(self, model: str, messages: list) -> str:
        """A resposta inteira. Levanta um 503 na primeira vez que o `flaky` ouve uma pergunta."""
        question = next(message["content"] for message in messages if message["role"] == "user")
        if model == "flaky" and question not in self.refused:
            self.refused.add(question)
            raise litellm.ServiceUnavailableError("Sem vaga agora.", llm_provider="classroom", model=model)
        self.refused.discard(question)
        # Uma conversa em que o modelo já falou é o pedido de corrigir o que ele disse.
        if model == "prose" and all(message["role"] != "assistant" for message in messages):
            return "Claro! Um SLO diz quantas respostas boas se prometem, e em que janela."
        return json.dumps(
            {
                "query": question,
                "joke": "O provedor é outro, e a piada continua ruim.",
                "text": "Quem responde agora é outro servidor, que fala o mesmo protocolo.",
                "question": "O que mudou no seu trace?",
            },
            ensure_ascii=False,
        )

    async def acompletion(self, model: str, messages: list, model_response: ModelResponse, **_) -> ModelResponse:
        content = self.write(model, messages)
        model_response.choices[0].message.content = content
        model_response.choices[0].finish_reason = "stop"
        model_response.usage = usage_of(messages, content)
        return model_response

    async def astreaming(self, model: str, messages: list, **_) -> AsyncIterator[GenericStreamingChunk]:
        content = self.write(model, messages)
        await asyncio.sleep(FIRST_CHUNK_S)
        for start in range(0, len(content), CHUNK_CHARS):
            yield chunk_of(content[start : start + CHUNK_CHARS])
            await asyncio.sleep(NEXT_CHUNK_S)
        yield chunk_of("", usage_of(messages, content))


def usage_of(messages: list, content: str) -> Usage:
    """Quantos tokens entraram e saíram: pelos caracteres, como uma estimativa."""
    sent = sum(len(message["content"]) for message in messages) // TOKEN_CHARS
    written = len(content) // TOKEN_CHARS
    return Usage(prompt_tokens=sent, completion_tokens=written, total_tokens=sent + written)


def chunk_of(text: str, usage: Usage | None = None) -> GenericStreamingChunk:
    """Um pedaço; o que leva a contagem é o último."""
    is_last = usage is not None
    return GenericStreamingChunk(
        text=text,
        is_finished=is_last,
        finish_reason="stop" if is_last else "",
        index=0,
        tool_use=None,
        usage=usage.model_dump() if usage else None,
    )


classroom = ClassroomModel()
