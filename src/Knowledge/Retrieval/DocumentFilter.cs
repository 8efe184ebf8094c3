using System.Globalization;
using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.Retrieval;

/// <summary>Which documents a search looks at, by what is known of them. Applied inside the search, like the right to read.</summary>
internal sealed class DocumentFilter
{
    private readonly KnowledgeFilter _filter;

    private DocumentFilter(KnowledgeFilter filter)
    {
        _filter = filter;
        Key = string.Join('\t', filter.Type, filter.Folder, filter.Owner, filter.Tag, filter.Document, filter.After?.ToString("O", CultureInfo.InvariantCulture), filter.Before?.ToString("O", CultureInfo.InvariantCulture),
            filter.Attributes is null ? null : JsonSerializer.Serialize(filter.Attributes, ApiJson.Default.AttributeFilter));
    }

    public string Key { get; }

    /// <exception cref="Kernel.ProblemException"><c>request.invalid</c>: a condition on attributes that cannot be understood.</exception>
    public static DocumentFilter? Of(KnowledgeFilter? filter)
    {
        AttributeMatch.Check(filter?.Attributes);
        return filter is null || filter == new KnowledgeFilter() ? null : new DocumentFilter(filter);
    }

    public bool Matches(StoredDocument document) =>
        (_filter.Type is null || document.MimeType.Contains(_filter.Type, StringComparison.OrdinalIgnoreCase) || document.Name.EndsWith("." + _filter.Type, StringComparison.OrdinalIgnoreCase))
        && (_filter.Folder is not { } folder || document.Folder == folder.Trim('/') || document.Folder.StartsWith(folder.Trim('/') + "/", StringComparison.Ordinal))
        && (_filter.Owner is null || document.Owner == _filter.Owner)
        && (_filter.Tag is null || document.Tags.Contains(_filter.Tag, StringComparer.Ordinal))
        && (_filter.Document is null || document.Uid == _filter.Document || document.Name == _filter.Document)
        && (_filter.After is null || document.ModifiedAt >= _filter.After)
        && (_filter.Before is null || document.ModifiedAt < _filter.Before)
        && (_filter.Attributes is null || AttributeMatch.Holds(_filter.Attributes, document.Attributes));
}
