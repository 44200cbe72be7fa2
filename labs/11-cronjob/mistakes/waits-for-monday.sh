# fails: tried none
# en: nobody has tried a run
# zh: 没有人试运行过
# Written down correctly, and left to the clock. It may be right.
k() { case "$*" in *inventory-try*) ;; *) kubectl --namespace "$NAMESPACE" "$@" ;; esac; }
wait_until() { exit; } # the next full minute is not waited for
solution
