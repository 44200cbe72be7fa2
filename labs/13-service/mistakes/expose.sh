# fails: endpoints
# The short way, kubectl expose: it takes the selector from one Deployment, and so the annex gets no guests.
k expose deployment tea --port=80 --target-port=http
