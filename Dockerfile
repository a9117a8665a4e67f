# The server, with its embedded store in /data where NEO4J_URI names no other. Nothing is installed that requirements.lock does not name with a hash.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /opt/citegraph \
 && /opt/citegraph/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY api api
COPY extract extract
COPY graph graph
RUN /opt/citegraph/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
COPY --from=build /opt/citegraph /opt/citegraph
RUN useradd --create-home --uid 10001 citegraph && install -d -o citegraph /data
USER citegraph
ENV PATH=/opt/citegraph/bin:$PATH XDG_DATA_HOME=/data CITEGRAPH_HOST=0.0.0.0
VOLUME /data
EXPOSE 8000
CMD ["citegraph", "serve", "--create"]
