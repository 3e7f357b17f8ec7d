# The output of `gatepost help configuration` as the KEYS section of gatepost.yaml(5).
{ gsub(/\\/, "\\e"); gsub(/-/, "\\-") }
/^[^ ]/ { at = index($0, ": "); printf ".TP\n.B %s\n%s\n", substr($0, 1, at - 1), substr($0, at + 2); next }
/^ +default:/ { sub(/^ +/, ""); print ".br\n" $0; next }
{ sub(/^ +/, ""); print ".br\n" $0 "." }
