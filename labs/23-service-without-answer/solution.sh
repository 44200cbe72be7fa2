# Everybody is well on his own: the pods are Ready, the Service has its address. But nobody stands behind it.
k get endpoints shop

# What it looks for, and what there is: fronted is not frontend.
k get service shop -o jsonpath='{.spec.selector}'
k get pods --show-labels

# The error is in the Service, and is mended there, in place: address and port stay as they are. Both labels are needed,
# because the back office has app=shop as well.
k patch service shop --patch '{"spec": {"selector": {"app": "shop", "tier": "frontend"}}}'

# Now the endpoints are the addresses of the shop's pods.
reached() { [ -n "$(k get endpoints shop -o jsonpath='{.subsets[*].addresses[*].ip}')" ]; }
wait_until 20 reached
k get endpoints shop
