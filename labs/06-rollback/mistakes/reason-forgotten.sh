# fails: history
# All that revision 3 had, typed again to the letter: Kubernetes finds the old ReplicaSet by itself. But the history now
# calls it the repaired summer menu, and whoever looks for the approved one finds nothing.
k set env deployment/menu MENU='spring menu: bamboo shoots' FOLDER=/www TABLES=24
k rollout status deployment/menu --timeout=120s
