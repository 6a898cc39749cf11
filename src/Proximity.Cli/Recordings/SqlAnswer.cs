namespace Proximity.Cli.Recordings;

/// <summary>What a store answers to a statement of SQL.</summary>
/// <param name="Columns">The names of the columns; there may be two of one name.</param>
/// <param name="Rows">
/// The rows, one after the other, each with a value for every column: null, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>
/// or an array of bytes. Reading may end with a <see cref="Stores.FlowStoreException"/>.
/// </param>
internal sealed record SqlAnswer(IReadOnlyList<string> Columns, IAsyncEnumerable<IReadOnlyList<object?>> Rows);
