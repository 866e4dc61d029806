"""O que o Databricks dá a um notebook, e que fora dele damos nós: os parâmetros do job, e a saída.

O servidor de jobs desta máquina põe este arquivo entre os que o IPython roda antes da primeira célula.
"""

import json
import os

from IPython import get_ipython


class _NotebookExit(BaseException):
    """Atravessa a célula sem que um `except Exception` dela a segure."""


class _Widgets:
    def __init__(self, values):
        self._values = values

    def get(self, name):
        if name not in self._values:
            known = ", ".join(self._values) or "nenhum"
            raise ValueError(f'O job não tem o parâmetro "{name}". Os que ele tem: {known}.')
        return self._values[name]

    def getAll(self):
        return dict(self._values)


class _Notebook:
    def exit(self, value):
        """Diz o resultado, e acaba ali mesmo. Sem NOTEBOOK_OUTPUT não há job: alguém o roda à mão, e só se mostra o resultado."""
        file = os.environ.get("NOTEBOOK_OUTPUT")
        if not file:
            print(value)
            return
        with open(file, "w", encoding="utf-8") as output:
            output.write(str(value))
        raise _NotebookExit


class _Library:
    def restartPython(self):
        """No Databricks, recomeça o Python depois de um %pip. Aqui ele acabou de começar."""


class _DbUtils:
    widgets = _Widgets(json.loads(os.environ.get("NOTEBOOK_WIDGETS") or "{}"))
    notebook = _Notebook()
    library = _Library()


def _say_nothing(shell, kind, error, traceback, tb_offset=None):
    """Sair não é um erro: não se mostra a pilha."""


def _finish(result):
    """A célula que saiu deu certo; das que vêm depois dela, nada roda."""
    if isinstance(result.error_in_exec, _NotebookExit):
        result.error_in_exec = None
        get_ipython().input_transformers_cleanup.append(lambda lines: [])


dbutils = _DbUtils()
get_ipython().set_custom_exc((_NotebookExit,), _say_nothing)
get_ipython().events.register("post_run_cell", _finish)
