@echo off
rem Runs Rein4J on Windows. It has been read with care, and not been run yet.
setlocal
set "HOME_DIR=%~dp0"
if defined JAVA_HOME (set "JAVA=%JAVA_HOME%\bin\java.exe") else (set "JAVA=java.exe")
set OPENBLAS_NUM_THREADS=1
set OMP_NUM_THREADS=1
set "FLAGS=-XX:+UseSerialGC -Xshare:auto"
for /f tokens^=2^ delims^=.-_^+^" %%v in ('"%JAVA%" -fullversion 2^>^&1') do set "VERSION=%%v"
if not defined VERSION (
  echo rein4j: Java 17 or newer is needed, and there is no 'java' on the PATH. 1>&2
  exit /b 1
)
if %VERSION% LSS 17 (
  echo rein4j: Java 17 or newer is needed, but '%JAVA%' is version %VERSION%. 1>&2
  exit /b 1
)
if %VERSION% GEQ 22 set "FLAGS=%FLAGS% --enable-native-access=ALL-UNNAMED"
if %VERSION% GEQ 23 set "FLAGS=%FLAGS% --sun-misc-unsafe-memory-access=allow"
"%JAVA%" %FLAGS% -cp "%HOME_DIR%lib\*" "-Drein4j.home=%HOME_DIR%." "-Drein4j.command=rein4j" io.rein4j.cli.Main %*
exit /b %ERRORLEVEL%
