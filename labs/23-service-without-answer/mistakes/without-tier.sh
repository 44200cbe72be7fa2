# fails: nobody-else
# The line that does not fit is left out. The shop answers again, and every third time it is the back office.
k patch service shop --type=json --patch '[{"op": "remove", "path": "/spec/selector/tier"}]'
