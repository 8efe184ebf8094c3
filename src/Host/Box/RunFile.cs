using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Box;
using Onebox.Host.Settings;
using Onebox.Kernel.Files;
using Onebox.Security;
using Onebox.Security.Gate;

namespace Onebox.Host.Box;

/// <summary>Keeps <c>run/box.json</c> in the data folder while the box runs: how the command line finds it.</summary>
internal static class RunFile
{
    public static void Keep(WebApplication app, DataFolder data)
    {
        var file = Path.Combine(data.Run, "box.json");
        var (address, localKey) = (app.Services.GetRequiredService<ListeningAddress>(), app.Services.GetRequiredService<LocalKey>());
        app.Services.GetRequiredService<BoxAddress>().Public = address.Url;
        var started = app.Services.GetRequiredService<Readiness>().StartedAt;
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var running = new RunningBox(address.Url, address.Socket, Environment.ProcessId, started, localKey.File, address.CertificateFingerprint);
            var temp = file + ".tmp";
            File.WriteAllBytes(temp, JsonSerializer.SerializeToUtf8Bytes(running, ApiJson.Default.RunningBox));
            File.Move(temp, file, overwrite: true);
        });
        app.Lifetime.ApplicationStopped.Register(() => File.Delete(file));
    }
}
