"""The application monitoring."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "terrace.insight.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        from terrace.base.bus.duties import DUTIES, Lane
        from terrace.base.packs.registry import TABLES
        from terrace.facts.collection.events import ACCEPTED
        from terrace.facts.pipeline.events import DERIVED
        from terrace.insight.forecasting.events import MADE
        from terrace.insight.monitoring import clock, events, handlers, settling, sweeping, tables
        from terrace.insight.monitoring.health import registering as health
        from terrace.insight.monitoring.lifecycle import registering

        tables.register(TABLES)
        DUTIES.settle(settling.ready)
        DUTIES.hear(f"{ACCEPTED}.*", "monitoring-leaves", handlers.accepted)
        DUTIES.hear(f"{DERIVED}.*", "monitoring-figures", handlers.derived)
        DUTIES.hear(f"{MADE}.*", "monitoring-forecasts", handlers.made)
        DUTIES.hear(f"{events.RULE_CHANGED}.*", "monitoring-rules", handlers.rule_changed)
        DUTIES.hear("pack.loaded.*", "monitoring-packs", handlers.loaded)
        DUTIES.every(clock.SECONDS, "monitoring-clock", clock.work, Lane.PATIENT)
        DUTIES.every(sweeping.SECONDS, "monitoring-sweeps", sweeping.work, Lane.PATIENT)
        registering.register()
        health.register()
