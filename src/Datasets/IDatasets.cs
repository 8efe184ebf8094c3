using Onebox.Kernel.Access;

namespace Onebox.Datasets;

/// <summary>The datasets on this box, for modules that train on them, evaluate with them or predict over them. Who is no reader of a dataset finds none; work that nobody asked for, and that shows no rows, asks as <see cref="Caller.Box"/>.</summary>
public interface IDatasets
{
    /// <summary>
    /// A version by the dataset's name (its newest ready version; one on the way when there is no other), by <c>name@number</c>, or by the
    /// id of a dataset or version; in whatever state it is; null when there is none.
    /// </summary>
    Task<DatasetVersion?> FindAsync(string reference, Caller caller, CancellationToken cancellation = default);

    /// <summary>As <see cref="FindAsync"/>, and ready to be read.</summary>
    /// <exception cref="Kernel.ProblemException"><c>dataset.not_found</c>, <c>dataset.not_ready</c>.</exception>
    Task<DatasetVersion> RequireAsync(string reference, Caller caller, CancellationToken cancellation = default);

    /// <summary>Whether the caller may see what was made from these datasets (by their ids, or those of versions): whether they are a reader of each. Of one that is gone its last readers count.</summary>
    Task<bool> MayReadAsync(IEnumerable<string> ids, Caller caller, CancellationToken cancellation = default);

    /// <summary>For whoever names a file in place of a dataset: refuses those that lie in a dataset which the caller is no reader of, and those that the box made from data.</summary>
    /// <returns>The dataset that the file lies in; null when it lies in none.</returns>
    /// <exception cref="Kernel.ProblemException"><c>dataset.not_found</c>, <c>dataset.not_a_source</c>.</exception>
    Task<DatasetVersion?> RequireReadableAsync(string path, Caller caller, CancellationToken cancellation = default);

    /// <summary>All versions of all datasets, by name, the newest first.</summary>
    Task<IReadOnlyList<DatasetVersion>> ListAsync(Caller caller, CancellationToken cancellation = default);
}
