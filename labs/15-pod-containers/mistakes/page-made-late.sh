# fails: prepared late
# en: the page was made or changed after the init containers had ended
# zh: 页面是在 Init 容器结束之后才做好或改动的
# The init containers are there, but web itself writes the page, once it runs.
k() {
  if [ "$1" = apply ]; then
    sed -e "s|'echo \"noodle soup\".*'|'true'|" -e "s|'dish=.*'|'true'|" \
      -e "s|^  - name: web|&\n    command: [sh, -c, 'sleep 3; (echo noodle soup; echo tasted: noodle soup) > /usr/share/nginx/html/index.html; exec nginx -g \"daemon off;\"']|"
  fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
served() { k logs canteen guest | grep -q tasted; }
wait_until 60 served
