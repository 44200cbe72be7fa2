#!/bin/bash
# nginx as people know it from the registries: logs where `kubectl logs` finds them.
set -eu
rm -r etc/nginx/sites-* etc/nginx/modules-* etc/nginx/snippets
ln -s /dev/stdout var/log/nginx/access.log
ln -s /dev/stderr var/log/nginx/error.log
