using System.Text.Json;
using Proximity.Control;

namespace Proximity.Inspector.Mcp;

/// <summary>Carries an operation out, here or in another process.</summary>
/// <param name="operation">The operation.</param>
/// <param name="input">A JSON object.</param>
/// <param name="cancellationToken">Ends it.</param>
/// <returns>The output as JSON in UTF-8.</returns>
/// <exception cref="OperationException">It was not carried out.</exception>
internal delegate Task<byte[]> McpInvoke(Operation operation, JsonElement input, CancellationToken cancellationToken);
