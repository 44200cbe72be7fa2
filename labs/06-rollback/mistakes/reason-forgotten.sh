# fails: history reason
# en: the revision that runs has the reason of another one
# zh: 正在运行的修订版本写着另一个修订版本的修改原因
# All that revision 3 had, typed again to the letter: Kubernetes finds the old ReplicaSet by itself. But the history now
# calls it the repaired summer menu, and whoever looks for the approved one finds nothing.
k set env deployment/menu MENU='spring menu: bamboo shoots' FOLDER=/www TABLES=24
k rollout status deployment/menu --timeout=120s
