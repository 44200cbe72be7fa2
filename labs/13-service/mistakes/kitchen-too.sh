# fails: nobody-else others
# en: the selector fits pods as well that guests must not come to
# zh: 选择器也选中了客人不得进入的 Pod
# app=tea is what both houses have in common. The kitchen has it, too.
k expose deployment tea --port=80 --target-port=http --selector=app=tea
