using System.Text.Json.Serialization;

namespace Proximity.Control;

/// <summary>How the records of operations are read and written, made when the program is built.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(LowerCaseEnumConverter<ClientProtocol>), typeof(LowerCaseEnumConverter<ClientState>)],
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NoInput))]
[JsonSerializable(typeof(StatusOutput))]
[JsonSerializable(typeof(SearchInput))]
[JsonSerializable(typeof(SearchOutput))]
[JsonSerializable(typeof(FlowInput))]
[JsonSerializable(typeof(FlowOutput))]
[JsonSerializable(typeof(FlowRow))]
[JsonSerializable(typeof(BodyInput))]
[JsonSerializable(typeof(BodyOutput))]
[JsonSerializable(typeof(MessagesInput))]
[JsonSerializable(typeof(MessagesOutput))]
[JsonSerializable(typeof(DiffInput))]
[JsonSerializable(typeof(DiffOutput))]
[JsonSerializable(typeof(StatsInput))]
[JsonSerializable(typeof(StatsOutput))]
[JsonSerializable(typeof(PathsInput))]
[JsonSerializable(typeof(PathsOutput))]
[JsonSerializable(typeof(ExportInput))]
[JsonSerializable(typeof(ExportOutput))]
[JsonSerializable(typeof(AnnotateInput))]
[JsonSerializable(typeof(ChangedOutput))]
[JsonSerializable(typeof(DeleteInput))]
[JsonSerializable(typeof(DeletedOutput))]
[JsonSerializable(typeof(ClearInput))]
[JsonSerializable(typeof(ResendInput))]
[JsonSerializable(typeof(ResendOutput))]
[JsonSerializable(typeof(WatchInput))]
[JsonSerializable(typeof(WatchOutput))]
[JsonSerializable(typeof(OptionsOutput))]
[JsonSerializable(typeof(SetOptionsInput))]
[JsonSerializable(typeof(SetOptionsOutput))]
[JsonSerializable(typeof(RecordingInput))]
[JsonSerializable(typeof(RecordingOutput))]
[JsonSerializable(typeof(InterceptionOutput))]
[JsonSerializable(typeof(InterceptionInput))]
[JsonSerializable(typeof(AuthorityOutput))]
[JsonSerializable(typeof(FilterInput))]
[JsonSerializable(typeof(FilterOutput))]
[JsonSerializable(typeof(FieldsOutput))]
[JsonSerializable(typeof(OperationsOutput))]
[JsonSerializable(typeof(ConnectionsInput))]
[JsonSerializable(typeof(ConnectionsOutput))]
[JsonSerializable(typeof(ConnectionRow))]
[JsonSerializable(typeof(SignInLinkOutput))]
[JsonSerializable(typeof(BrowserInput))]
[JsonSerializable(typeof(BrowserOutput))]
internal sealed partial class ControlJson : JsonSerializerContext;
