# fails: nobody-else
# app=tea is what both houses have in common. The kitchen has it, too.
k expose deployment tea --port=80 --target-port=http --selector=app=tea
