# fails: nobody-else office
# en: the back office was switched off, instead of telling it from the shop
# zh: 没有把后台和商店区分开，而是把后台停掉了
# As before, and so that it is not the back office that answers, that is scaled to 0. It looks right until somebody needs it.
k patch service shop --type=json --patch '[{"op": "remove", "path": "/spec/selector/tier"}]'
k scale deployment shop-admin --replicas=0
closed() { [ -z "$(k get pods --selector=deployment=shop-admin -o name)" ]; }
wait_until 60 closed
