using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Onebox.Host.Settings;
using Onebox.Kernel.Files;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Onebox.Host.Telemetry;

/// <summary>Logs to the data folder and to the console, metrics for <c>/metrics</c>, and traces to an OTLP endpoint when one is set.</summary>
internal static class Telemetry
{
    private const int KeptLogFiles = 14;
    private const long MaxLogFileBytes = 256L << 20;

    public static void AddLogs(this WebApplicationBuilder builder, DataFolder data)
    {
        builder.Services.AddSerilog(log => log
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .MinimumLevel.Override("Orleans", LogEventLevel.Error)
            // The data folder is the owner's alone; the keys in it are as safe as the rest of it.
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
            .MinimumLevel.Override("Yarp", LogEventLevel.Warning)
            .MinimumLevel.Override("FluentMigrator", LogEventLevel.Warning)
            .ReadFrom.Configuration(builder.Configuration)
            .Enrich.FromLogContext()
            .WriteTo.Console(formatProvider: CultureInfo.InvariantCulture, restrictedToMinimumLevel: LogEventLevel.Warning)
            .WriteTo.File(
                new CompactJsonFormatter(),
                Path.Combine(data.Logs, "onebox-.jsonl"),
                rollingInterval: RollingInterval.Day,
                retainedFileCountLimit: KeptLogFiles,
                fileSizeLimitBytes: MaxLogFileBytes,
                rollOnFileSizeLimit: true));
    }

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("onebox"))
            .WithMetrics(metrics => metrics.AddMeter("Onebox.*").AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddPrometheusExporter());
        var endpoint = (builder.Configuration.GetSection("Onebox:Host").Get<ListenOptions>() ?? new ListenOptions()).OtlpEndpoint;
        if (endpoint is null) return;
        telemetry.WithTracing(traces => traces.AddSource("Onebox.*").AddAspNetCoreInstrumentation())
            .UseOtlpExporter(OpenTelemetry.Exporter.OtlpExportProtocol.Grpc, new Uri(endpoint));
    }
}
