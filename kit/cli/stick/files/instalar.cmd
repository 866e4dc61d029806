@echo off
rem Para instalar com dois cliques. O mesmo que: node instalar.mjs
node "%~dp0instalar.mjs" %*
pause
