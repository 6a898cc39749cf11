using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Proximity.Control;
using Proximity.Inspector.Description;
using Proximity.Inspector.Serving;

namespace Proximity.Inspector.Mcp;

/// <summary>
/// The operations as tools of the Model Context Protocol. A tool has the name of its operation with <c>_</c> in place of the dot: some
/// clients take no other signs. Its answer is the operation's JSON, as a value and as text; what goes wrong is an answer too, so that the
/// model sees it.
/// </summary>
internal sealed class McpTools
{
    private const string DefinitionsPlace = "#/$defs/";

    private readonly Dictionary<string, (Operation Operation, Tool Tool)> tools;
    private readonly McpInvoke invoke;

    /// <param name="allowsWrites">Whether there are tools that change anything.</param>
    /// <param name="invoke">Carries an operation out.</param>
    public McpTools(bool allowsWrites, McpInvoke invoke)
    {
        this.invoke = invoke;
        tools = ForAgents(allowsWrites).ToDictionary(NameOf, static operation => (operation, Describe(operation)), StringComparer.Ordinal);
    }

    /// <summary>The operations that an agent gets tools for.</summary>
    public static IEnumerable<Operation> ForAgents(bool allowsWrites) => OperationTable.All.Where(
        operation => operation.IsForAgents && (allowsWrites || operation.Effect == OperationEffect.Reads));

    /// <summary>The name of an operation's tool.</summary>
    public static string NameOf(Operation operation) => operation.Name.Replace('.', '_');

    /// <summary>What a server of these tools needs to know.</summary>
    /// <param name="version">The version of the program.</param>
    public McpServerOptions OptionsOf(string version) => new()
    {
        ServerInfo = new Implementation { Name = "proximity", Title = "Proximity", Version = version },
        ServerInstructions = "Shows the HTTP traffic that a running proxy has recorded. Begin with flows_search and its filter language "
            + "(filter_fields lists the fields), then flows_get and flows_body by id. Ask for few fields and small limits.",
        Capabilities = new ServerCapabilities { Tools = new ToolsCapability() },
        Handlers = new McpServerHandlers
        {
            ListToolsHandler = (_, _) => ValueTask.FromResult(
                new ListToolsResult { Tools = [.. tools.Values.Select(static known => known.Tool)] }),
            CallToolHandler = (request, cancellationToken) => CallAsync(request.Params, cancellationToken),
        },
    };

    private async ValueTask<CallToolResult> CallAsync(CallToolRequestParams? call, CancellationToken cancellationToken)
    {
        if (call is null || !tools.TryGetValue(call.Name, out (Operation Operation, Tool Tool) known))
        {
            return Failed(new ErrorOutput("unknown_tool", $"There is no tool '{call?.Name}', or this server may not change anything."));
        }

        try
        {
            byte[] output = await invoke(known.Operation, InputOf(call), cancellationToken).ConfigureAwait(false);
            using var document = JsonDocument.Parse(output);
            return new CallToolResult
            {
                Content = [new TextContentBlock { Text = Encoding.UTF8.GetString(output) }],
                StructuredContent = document.RootElement.Clone(),
            };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Failed(Failure.Of(exception).Error);
        }
    }

    private static JsonElement InputOf(CallToolRequestParams call) => InputObject.Of(json =>
    {
        foreach ((string name, JsonElement value) in call.Arguments ?? new Dictionary<string, JsonElement>())
        {
            // Some models write null for what they leave out.
            if (value.ValueKind != JsonValueKind.Null)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
        }
    });

    private static CallToolResult Failed(ErrorOutput error)
    {
        string meant = error.Details?.Meant is { } better ? $" Did you mean {better}?" : "";
        string text = error.Message.EndsWith(meant, StringComparison.Ordinal) ? error.Message : error.Message + meant;
        return new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = $"{error.Code}: {text}" }] };
    }

    private static Tool Describe(Operation operation) => new()
    {
        Name = NameOf(operation),
        Description = operation.Summary,
        InputSchema = SchemaOf(operation, isInput: true),
        OutputSchema = SchemaOf(operation, isInput: false),
        Annotations = new ToolAnnotations
        {
            ReadOnlyHint = operation.Effect == OperationEffect.Reads,
            DestructiveHint = operation.Effect == OperationEffect.Destroys,
            OpenWorldHint = operation == ResendOperation.Entry,
        },
    };

    /// <summary>A schema that needs nothing beside it.</summary>
    private static JsonElement SchemaOf(Operation operation, bool isInput)
    {
        var schemas = new SchemaMaker(DefinitionsPlace);
        JsonObject schema = schemas.Record(isInput ? operation.InputType : operation.OutputType, isInput, []);
        if (schemas.Components.Count > 0)
        {
            schema["$defs"] = new JsonObject(schemas.Components.Select(
                static pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));
        }

        return JsonDocument.Parse(schema.ToJsonString()).RootElement;
    }
}
