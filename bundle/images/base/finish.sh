#!/bin/bash
# The base layer: what base-passwd and libc-bin do when they are installed.
set -eu
cp usr/share/base-passwd/passwd.master etc/passwd
cp usr/share/base-passwd/group.master etc/group
cp usr/share/libc-bin/nsswitch.conf etc/nsswitch.conf
# Character sets other than UTF-8: 8 MB that nothing in a container asks for.
rm -r usr/lib/x86_64-linux-gnu/gconv
