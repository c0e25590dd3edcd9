# Qianshao in a container: no compiler, no package manager's leavings, nobody's root.
# State lives in /data; settings come as QIANSHAO_SECTION__KEY or in /data/config.toml.

FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
RUN python -m venv /opt/qianshao
# The libraries change less often than the code, so they get a layer of their own.
COPY requirements.lock ./
RUN /opt/qianshao/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY migrations migrations
COPY bot bot
RUN /opt/qianshao/bin/pip install --no-deps --no-build-isolation . \
    && /opt/qianshao/bin/pip uninstall --yes hatchling pathspec pluggy trove-classifiers pip \
    && python -m compileall -q -j 0 /opt/qianshao/lib

FROM python:3.11.14-slim-bookworm
LABEL org.opencontainers.image.title="Qianshao" \
      org.opencontainers.image.description="Riders' reports become tickets that somebody on duty has to answer" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV PATH=/opt/qianshao/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    QIANSHAO_DATABASE__URL=sqlite:////data/qianshao.db \
    QIANSHAO_PHOTOS__STORE=/data/photos
RUN groupadd --gid 10001 qianshao \
    && useradd --no-log-init --uid 10001 --gid 10001 --home-dir /data --create-home --shell /usr/sbin/nologin qianshao
COPY --from=build /opt/qianshao /opt/qianshao
USER 10001:10001
WORKDIR /data
VOLUME /data
# The door stays on the loopback unless QIANSHAO_WEB__LISTEN opens it; the health check asks from inside.
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["qianshao"]
CMD ["run"]
