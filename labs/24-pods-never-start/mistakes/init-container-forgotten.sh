# fails: running
# The image of the container that everybody looks at is right now; the one that runs before it still cannot be pulled.
k set image deployment/greeter web="$IMAGE_BUSYBOX"
