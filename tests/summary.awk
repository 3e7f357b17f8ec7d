# From prove's report to one line. A file that died counts as one failure more than it could name.
/\(Wstat: / { match($0, /Failed: [0-9]+/); named = substr($0, RSTART + 8, RLENGTH - 8) + 0; failed += (named ? named : 1) }
/^Files=/ { match($0, /Tests=[0-9]+/); total = substr($0, RSTART + 6, RLENGTH - 6) + 0 }
END { passed = (total > failed ? total - failed : 0); print passed " passed, " (failed + 0) " failed" }
