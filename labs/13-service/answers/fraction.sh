# The probability as a fraction, in a sentence, and a Service that nodes answer for as well.
solution
k patch configmap found --patch '{"data": {"probability": "约 1/3"}}'
k patch service tea --patch '{"spec": {"type": "NodePort"}}'
