# fails: found none
# en: the selector fits no pod
# zh: 选择器没有选中任何 Pod
# Corrected from memory, and wrong again.
k patch service shop --patch '{"spec": {"selector": {"tier": "front-end"}}}'
