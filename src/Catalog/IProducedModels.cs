namespace Onebox.Catalog;

/// <summary>Takes models that were made on this box into the catalog.</summary>
public interface IProducedModels
{
    /// <summary>
    /// Moves the files of <see cref="ProducedModel.Folder"/> into the catalog, hashed and understood, as an import would; the folder is gone
    /// afterwards. Done before for the same id, it returns the model that is there: so it may be repeated after a crash.
    /// </summary>
    /// <exception cref="Kernel.ProblemException"><c>model.name_taken</c>; <c>import.already_here</c>: the very same files are here under another name;
    /// or why the files are no model.</exception>
    Task<Model> AddAsync(ProducedModel produced, Kernel.Access.Caller caller, CancellationToken cancellation = default);
}

/// <param name="Id">Its id from now on; choose it once and keep it, so that a repetition finds it.</param>
/// <param name="Source">Where it came from, for people: <c>training run faq-1</c>.</param>
/// <param name="TaskId">The task that made it.</param>
/// <param name="Folder">Below the data folder: weights and what belongs to them, no folders inside.</param>
public sealed record ProducedModel(string Id, string Name, string Source, string TaskId, string Folder);
