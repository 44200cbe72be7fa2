# fails: heals there
# en: web-demo has not been deleted yet
# zh: web-demo 还没有被删除
# Everything is handed over, and nobody has tried whether the ReplicaSet heals: that a pod is adopted is no proof.
eval "really_$(declare -f k)"
k() { [[ $1 = delete && $2 = pod ]] || really_k "$@"; }
solution
