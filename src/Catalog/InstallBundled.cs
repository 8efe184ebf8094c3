using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Onebox.Api.Models;
using Onebox.Catalog.Store;
using Onebox.Kernel;
using Onebox.Kernel.Access;

namespace Onebox.Catalog;

/// <summary>
/// At a box's first start, imports the models that come with the software (<see cref="CatalogOptions.BundledFolder"/>: a folder each, named as the model,
/// with one GGUF file). Each is installed once: what its owner deletes stays deleted, and what has its name already stays as it is.
/// </summary>
internal sealed class InstallBundled(ImportModel import, IDbContextFactory<CatalogContext> contexts, IOptions<CatalogOptions> options, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<InstallBundled> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!Directory.Exists(options.Value.BundledFolder)) return;
        // Tasks run once the box's silo is there.
        await lifetime.UntilStartedAsync(stoppingToken);
        foreach (var folder in Directory.EnumerateDirectories(options.Value.BundledFolder).Order(StringComparer.Ordinal))
        {
            if (Directory.EnumerateFiles(folder, "*.gguf").Order(StringComparer.Ordinal).FirstOrDefault() is { } file) await InstallAsync(Path.GetFileName(folder), file, stoppingToken);
        }
    }

    private async Task InstallAsync(string name, string file, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.Bundled.AnyAsync(b => b.Name == name, cancellation)) return;
        try
        {
            await import.RunAsync(new ImportModelRequest(name, Path.GetFullPath(file)), Caller.Box, cancellation);
        }
        catch (ProblemException refusal)
        {
            log.BundledRefused(name, refusal.Problem.Detail);
        }

        context.Bundled.Add(new BundledRecord { Name = name, InstalledAt = clock.GetUtcNow() });
        await context.SaveChangesAsync(cancellation);
    }
}
