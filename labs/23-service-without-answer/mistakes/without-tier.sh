# fails: nobody-else others
# en: the selector is too wide and fits the back office as well
# zh: 选择器太宽，连后台也选中了
# The line that does not fit is left out. The shop answers again, and every third time it is the back office.
k patch service shop --type=json --patch '[{"op": "remove", "path": "/spec/selector/tier"}]'
