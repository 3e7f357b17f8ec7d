# Gatepost in front of a host that it does not govern: spliced, never decrypted.
PEER_DESC="gatepost, tunnel of an ungoverned host"
PEER_MODE=connect
PEER_ADDR=$PROXY_IP:3191
PEER_CA=$ORIGIN_CA
. "$(dirname "${BASH_SOURCE[0]}")/gatepost.inc"
peer_start() { gatepost_start 3191 "[]"; }
