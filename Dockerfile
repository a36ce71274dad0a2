# syntax=docker/dockerfile:1
# Two stages: the first installs and indexes, the second holds only what runs. CPU only, no root, no network at run time.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements.lock ./
RUN /app/.venv/bin/pip install --no-deps --extra-index-url "${TORCH_INDEX}" torch==2.13.0 \
    && /app/.venv/bin/pip install --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY service ./service
COPY kb_index ./kb_index
COPY eval ./eval
COPY prompts ./prompts
RUN /app/.venv/bin/pip install --no-deps --no-build-isolation . \
    && /app/.venv/bin/otvet index --into /app/index kb_index/sample

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="Otvet" org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --uid 10001 --user-group --create-home --shell /usr/sbin/nologin otvet
WORKDIR /app
COPY --from=build --chown=otvet:otvet /app/.venv /app/.venv
COPY --from=build --chown=otvet:otvet /app/index /app/index
# Mount your own index over /app/index, or set OTVET_INDEX. OTVET_TOKEN is required: the address is not loopback.
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 HF_HUB_OFFLINE=1 \
    OTVET_HOST=0.0.0.0 OTVET_PORT=8080 OTVET_INDEX=/app/index
USER 10001:10001
# The phrases of the default standard are compiled once, here, and not at every start of a container.
RUN ["python", "-c", "from service.guardrail.open import open_checker; open_checker('default')"]
EXPOSE 8080
VOLUME ["/app/index"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ['OTVET_PORT']}/livez\", timeout=2)"]
# Exec form: uvicorn receives SIGTERM itself, finishes what it is working on and exits.
CMD ["otvet", "serve"]
