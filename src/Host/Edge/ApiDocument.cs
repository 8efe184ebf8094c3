using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Onebox.Host.Box;

namespace Onebox.Host.Edge;

/// <summary>What the OpenAPI document says of the box as a whole: its name, its version, and how a caller says who it is.</summary>
internal static class ApiDocument
{
    private const string Key = "key";

    public static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo { Title = "Onebox", Version = GetBox.Version };
        document.AddComponent<IOpenApiSecurityScheme>(Key, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key, ob_…, from 'onebox keys create'." });
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Key, document)] = [] }];
        return Task.CompletedTask;
    }
}
