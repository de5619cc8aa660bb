FROM python:3.13-slim

RUN useradd --create-home --uid 10001 holdfast
WORKDIR /app

COPY requirements/runtime.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/runtime.txt

COPY pyproject.toml ./
COPY api api
COPY bench bench
COPY examples examples
COPY orchestrator orchestrator
COPY sql sql
COPY migrations migrations
RUN pip install --no-cache-dir --no-deps .

USER holdfast
ENTRYPOINT ["holdfast"]
CMD ["up"]
