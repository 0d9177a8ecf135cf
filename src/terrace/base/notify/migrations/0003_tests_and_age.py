"""Keepers of webhooks send test messages by themselves; old notices are found by their age."""

from django.db import migrations, models

from terrace.base.access import protection

HOOKS = "(SELECT access_holds('webhook.change'))"
TESTED = f"webhook_id IS NULL OR (kind = 'webhook.test' AND {HOOKS})"
BEFORE = "CREATE POLICY notify_notice_insert ON notify_notice FOR INSERT TO terrace_web WITH CHECK (webhook_id IS NULL)"


class Migration(migrations.Migration):
    dependencies = [("notify", "0002_security")]
    operations = [
        migrations.AddIndex("notice", models.Index(fields=["made_at"], name="notify_notice_age")),
        migrations.RunSQL("DROP POLICY notify_notice_insert ON notify_notice", BEFORE),
        protection.policy("notify_notice", "INSERT", check=TESTED),
        protection.policy("notify_delivery", "INSERT", check=f"channel = 'webhook' AND {HOOKS}"),
    ]
