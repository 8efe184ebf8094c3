using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Evaluation;
using Onebox.Catalog;
using Onebox.Kernel;
using Onebox.Kernel.Access;

namespace Onebox.Evaluation.Licences;

/// <summary><c>POST /api/licences/acceptances</c>: the caller answers for the use of a model under its licence.</summary>
internal static class AcceptLicence
{
    private const int LongestNote = 1000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/licences/acceptances", HandleAsync).Allow(Actions.ModelsWrite).WithName("AcceptLicence").WithTags("Licences");

    private static async Task<Ok<LicenceInfo>> HandleAsync(AcceptLicenceRequest request, HttpContext http, ICatalog catalog, LicenceBook book, IAudit audit, CancellationToken cancellation)
    {
        new Validation()
            .Require(!string.IsNullOrWhiteSpace(request.Model), "model", "Name the model whose licence you accept.")
            .Require(request.Note is null || request.Note.Length <= LongestNote, "note", $"A note has at most {LongestNote} characters.")
            .ThrowIfInvalid();
        var model = await catalog.FindAsync(request.Model, cancellation) ?? throw EvaluationErrors.ModelNotFound(request.Model);
        if (model.State == ModelState.Importing) throw EvaluationErrors.ModelNotFound(request.Model);
        var caller = http.Caller();
        await book.AcceptAsync(model, request.Note, caller, cancellation);
        var view = await book.LookAsync(model, cancellation);
        await audit.WriteAsync(caller, "licence.accepted", model.Id, $"{model.Name}: {view.Info.Licence ?? "unknown"}{(request.Note is null ? "" : $" ({request.Note})")}", cancellation);
        return TypedResults.Ok(view.Info);
    }
}
