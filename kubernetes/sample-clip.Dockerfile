# The sample clip, made by `npm run stack:init`, for the init container that hands it to the camera emulator: with 3 MB it
# does not fit into a ConfigMap. From the repository's root:
#   docker build -f kubernetes/sample-clip.Dockerfile -t framewatch/sample-clip:0.1.0 .
FROM docker.io/library/busybox:1.37.0
COPY provisioning/mediamtx/clips/sample.mp4 /clips/
USER 65534:65534
CMD ["cp", "/clips/sample.mp4", "/target/"]
