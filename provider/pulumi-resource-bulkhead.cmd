@echo off
rem The Windows twin of pulumi-resource-bulkhead.
setlocal
set "NODE_COMMAND=%~dp0..\node_modules\.bin\node.cmd"
if not exist "%NODE_COMMAND%" set "NODE_COMMAND=node"
call "%NODE_COMMAND%" "%~dp0main.ts" %*
