namespace Proximity.Architecture.Tests.Contract;

/// <summary>A row of docs/contract.md: a rule of the documented behaviour, and the tests that prove it.</summary>
internal sealed record ContractRow(string Id, string What, IReadOnlyList<string> Tests);
