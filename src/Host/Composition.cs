using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Onebox.Api;
using Onebox.Catalog;
using Onebox.Console;
using Onebox.Datasets;
using Onebox.Evaluation;
using Onebox.Host.Box;
using Onebox.Host.Coordination;
using Onebox.Host.Edge;
using Onebox.Host.Settings;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Records;
using Onebox.Kernel.Wording;
using Onebox.Knowledge;
using Onebox.Pool;
using Onebox.Prediction;
using Onebox.Security;
using Onebox.Serving;
using Onebox.Tasks;
using Onebox.Training;
using Scalar.AspNetCore;

namespace Onebox.Host;

/// <summary>What the box is made of: a module is one line in each of these two lists.</summary>
internal static class Composition
{
    public static void AddOnebox(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ListenOptions>().BindConfiguration("Onebox:Host").ValidateDataAnnotations()
            .Validate(o => Listening.AddressOf(o) is not null, "Onebox:Host:Address is no IP address: use 127.0.0.1, one of this machine's addresses, or 0.0.0.0 for all of them.").ValidateOnStart();
        services.AddOptions<RecordsOptions>().BindConfiguration("Onebox:Records")
            .Validate(o => o.Provider == RecordsProvider.Sqlite || o.ConnectionString is not null, "Onebox:Records:ConnectionString is needed with PostgreSql.").ValidateOnStart();
        services.AddOptions<Microsoft.Extensions.Hosting.HostOptions>().Configure<IOptions<ListenOptions>>((o, listen) => o.ShutdownTimeout = listen.Value.DrainTimeout);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default.WithAddedModifier(NullItems.Refuse));
            // Answers are read by people too; they are JSON by their content type and never part of a page.
            json.SerializerOptions.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            json.SerializerOptions.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
        });
        // A malformed body becomes a problem at the edge, like every other error.
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddRouting();
        services.AddOpenApi("v1", document => document.AddDocumentTransformer(ApiDocument.DescribeAsync));
        builder.Host.UseSingleNodeSilo();

        services.AddKernel();
        services.AddSecurity();
        services.AddTasks();
        services.AddPool();
        services.AddCatalog();
        services.AddDatasets();
        services.AddServing();
        services.AddTraining();
        services.AddKnowledge();
        services.AddEvaluation();
        services.AddPrediction();
        services.AddBox();
        services.AddConsole();
        services.AddOptions<ConsoleOptions>().Configure<ListeningAddress>((console, address) => console.Socket = address.Socket);
    }

    public static void MapOnebox(this WebApplication app)
    {
        app.MapBox();
        app.MapSecurity();
        app.MapTasks();
        app.MapPool();
        app.MapCatalog();
        app.MapDatasets();
        app.MapServing();
        app.MapTraining();
        app.MapKnowledge();
        app.MapEvaluation();
        app.MapPrediction();
        app.MapConsole(new ConsoleAccess(
            // Open: the sign-in page, and the files that it needs.
            Open: endpoint => endpoint.Metadata.Add(new AccessDecision(null)),
            SignedIn: endpoint => endpoint.Metadata.Add(new AccessDecision(Actions.BoxRead))));
        app.MapOpenApi().Allow(Actions.BoxRead);
        app.MapScalarApiReference("/reference", reference => reference.WithTitle("Onebox API").DisableTelemetry()).Allow(Actions.BoxRead);
        app.MapPrometheusScrapingEndpoint("/metrics").Allow(Actions.BoxRead);
    }

    /// <summary>What every request passes, in order.</summary>
    public static void UseEdge(this WebApplication app)
    {
        app.UseMiddleware<ProblemEdge>();
        app.UseMiddleware<DrainEdge>();
        app.UseRouting();
        app.UseSecurity();
        app.UseConsole();
    }
}
