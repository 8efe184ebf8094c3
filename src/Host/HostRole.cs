using Onebox.Host.Box;
using Onebox.Host.Edge;
using Onebox.Host.Settings;
using Onebox.Host.Telemetry;
using Onebox.Kernel;
using Onebox.Kernel.Files;
using Onebox.Kernel.Records;

namespace Onebox.Host;

/// <summary>Runs the box: settings, data folder, records, then requests.</summary>
internal static class HostRole
{
    public static async Task<int> RunAsync(string[] args)
    {
        var settings = HostSettings.Read(args);
        using var data = DataFolder.Open(settings.DataFolder);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "onebox-host", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddConfiguration(settings.Configuration);
        builder.Services.AddSingleton(data);
        builder.AddLogs(data);
        builder.AddOnebox();
        SettingsCheck.Run(settings.Configuration, builder.Services);
        builder.AddTelemetry();
        await builder.ListenAsync(data);
        // The console's files, also from a build that was not published; they do not change while the box runs.
        builder.WebHost.UseStaticWebAssets();
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";

        await using var app = builder.Build();
        app.UseEdge();
        app.MapOnebox();
        EveryEndpointHasADecision.Check(app);
        app.Services.GetRequiredService<MigrateRecords>().Run();
        RunFile.Keep(app, data);
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (IOException error) when (error.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new Problem(ProblemKind.Conflict, "host.port_taken", $"The port is taken by another program: {error.Message}", "Choose another with --port.").ToException(error);
        }
    }
}
