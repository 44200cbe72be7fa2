# Unlike the solution: the Service stays as it is, and the shop's template gets the label that it looks for.
k patch deployment shop --patch '{"spec": {"template": {"metadata": {"labels": {"tier": "fronted"}}}}}'
k rollout status deployment/shop --timeout=120s
