"""A chave da aula. Sem um banco de dados, o LiteLLM responde 400 a uma chave errada; com um, como na vida, é um 401."""

import hmac
import os

from fastapi import Request
from litellm.proxy._types import ProxyException, UserAPIKeyAuth


async def check(_request: Request, api_key: str) -> UserAPIKeyAuth:
    if hmac.compare_digest(api_key.encode(), os.environ["LITELLM_MASTER_KEY"].encode()):
        return UserAPIKeyAuth(api_key=api_key)
    raise ProxyException(message="Chave recusada.", type="auth_error", param="key", code=401)
