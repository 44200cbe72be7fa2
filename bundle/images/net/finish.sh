#!/bin/bash
# The network tools: iptables with Debian's default backend, nft, which must be the hosts' as well: rules of the other
# backend live in tables of their own, and a packet that one accepts the other still drops.
set -eu
for family in iptables ip6tables; do
  for tool in "$family" "$family-save" "$family-restore"; do
    ln -s "${tool/tables/tables-nft}" "usr/sbin/$tool"
  done
done
# A queue for ATM networks whose library is not here.
rm usr/lib/x86_64-linux-gnu/tc/q_atm.so
