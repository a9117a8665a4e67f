"""The words that rules know: heads of tasks, methods and metrics; words that begin no name; names of generic classes.

Written by hand; the weights of evidence decide how much each is worth.
"""

# Word lists are read and edited as text.
# ruff: noqa: SIM905

from __future__ import annotations

TASK_HEADS = frozenset(
    """
    adaptation alignment analysis annotation answering assessment attribution augmentation authentication automation
    avatars calibration captioning categorization chunking classification clustering coding collaboration comparison
    completion comprehension compression control correction counting deblurring debiasing decision-making dehazing
    denoising depth-estimation deraining design detection diagnosis diarization dialogue disambiguation discovery
    disentanglement driving editing embedding engineering enhancement estimation evaluation exploration expansion
    extraction extrapolation fairness filtering forecasting forgetting generalization generation grasping grounding
    grading hallucination hallucinations harmonization identification imaging imputation induction inference
    inpainting interaction interpolation interpretability interpretation jailbreaking labeling labelling learning
    lemmatization linking localisation localization locomotion making management manipulation mapping matching
    mining mitigation modeling modelling moderation monitoring morphing navigation normalization optimization
    orchestration ordering paraphrasing parsing perception personalization planning prediction preservation privacy
    processing profiling prognosis prompting proving pruning qa quantification querying ranking re-identification
    re-ranking reading reasoning recognition recommendation reconstruction recovery refinement registration
    regression relighting removal rendering repair representation reranking resolution restoration retrieval
    retargeting rewriting robustness safety scheduling scoring search segmentation selection separation shift
    simplification simulation smoothing spotting stance steering stylization summarisation summarization
    super-resolution surgery sycophancy synthesis tagging teleoperation testing tracking transcription transfer
    translation transliteration triage tuning typing understanding unlearning upscaling use verification
    watermarking writing
    """.split()
)
METHOD_HEADS = frozenset(
    """
    adaptation adapters adapter adversary agent agents aggregation algorithm algorithms alignment analysis
    approximation
    architecture architectures attack attacks attention augmentation autoencoder autoencoders averaging backbone
    backpropagation boosting bootstrapping classifier classifiers clustering coding compression consistency
    constraint conditioning control convolution convolutions crf curriculum cutoff decoder decoding decomposition
    defense descent diffusion dilation discriminator distillation dropout embedding embeddings encoder encoders
    encoding ensemble ensembling ensembles estimator estimation evolution expansion experts exploration
    factorization feedback field fields filter filtering finetuning fine-tuning flow flows forest forests framework
    function fusion gan gans gating generation gradient gradients graph graphs grammar guidance hashing head heads
    hierarchy imitation inference injection initialization integration interpolation judge kernel kernels layer
    layers learner learning loss losses lstm machine machines mapping masking matching mechanism mechanisms memory
    merging mixing mixture model modeling modelling models module modules network networks normalization objective
    optimisation optimization optimizer orchestration parsing pipeline policy policies pooling pre-training
    prefilling pretraining process processes programming projection propagation prompting prompts pruning
    quantization regression regularization reinforcement reparameterization replay representation representations
    residual retrieval reward rewards routing sampler sampling scaling scheduler scheduling search selection
    self-attention shaping simulation sparsification splatting steering strategy supervision synthesis thought token
    tokenization tokenizer tokens training trajectory transform transformer transformers transport trees tree tuning
    unit verification verifier voting warping weighting
    """.split()
)
METRIC_HEADS = frozenset(
    """
    accuracy accuracies agreement auc bandwidth bleu clarity coefficient coherence complexity consistency consumption
    correctness correlation correlations cost costs coverage dice distance divergence diversity efficiency entropy
    error
    errors f1 f-score f-measure faithfulness fidelity flops footprint fluency gain helpfulness index information iou
    kappa latency likelihood length loss map measure memory naturalness overhead parameters perplexity plausibility
    precision quality rate rates ratio recall regret relevance reliability rmse robustness rouge runtime score scores
    sensitivity similarity size specificity speed speedup speed-up stability success throughput time times usage
    utility
    utilization variance
    """.split()
)
RESOURCE_HEADS = frozenset(
    """
    benchmark benchmarks challenge challenges corpora corpus dataset datasets leaderboard suite treebank treebanks
    """.split()
)
HEADS = TASK_HEADS | METHOD_HEADS | METRIC_HEADS | RESOURCE_HEADS

# Heads that name nothing when they stand alone: of six papers and more that have them so, not one in twenty lists them.
NOT_ALONE = frozenset(
    """
    adaptation agent agents aggregation agreement algorithm algorithms analysis annotation answering approximation
    architecture architectures assessment attack attacks augmentation automation avatars backbone bandwidth
    challenge challenges classifier classifiers collaboration comparison completion complexity comprehension
    conditioning consistency constraint consumption control corpora corpus correction cost costs decoder decoding
    descent design detection discovery distance embedding embeddings encoder encoders encoding engineering
    enhancement error errors estimation estimator evaluation evolution expansion experts exploration extraction
    feedback field fields filter filtering flow flows forest forests function fusion gain generation gradient
    gradients graph graphs guidance head heads hierarchy identification imaging index inference information
    injection integration interaction interpretation layer layers leaderboard learning length linking loss losses
    machine machines making management mapping matching measure mechanism mechanisms memory merging mining
    mitigation mixture modeling modelling module modules network networks normalization objective optimization
    ordering overhead parameters parsing pipeline policies policy prediction preservation process processes
    processing prompts propagation proving quality quantification querying rate rates ratio reading recognition
    recovery refinement reinforcement relevance removal rendering repair representation representations residual
    resolution rewriting scaling score scores scoring search selection separation shaping shift similarity size
    splatting strategy success suite supervision synthesis time times token tokens tracking training trajectory
    transfer transform transport tree trees tuning understanding unit usage use utilization verifier
    """.split()
)

# Words that no phrase holds: walking left from its head, a phrase begins after the first of these.
BREAKS = frozenset(
    """
    a about above across after again against all allow allowing allows along already also although among an and
    another
    any apply applying are around as at be because been before being below between both but by called can cannot could
    current demonstrate demonstrates despite different do does doing due during each either enable enables enabling
    enhance enhances enhancing especially etc even every existing explore explores exploring few first fewer for from
    further furthermore generate generates had has have having hence her here his how however if improve improved
    improves improving in including incorporate incorporates increase increases increasing instead into introduce
    introduces introducing is it its itself just large-scale lack latest least less let leverage leverages
    leveraging like literature main mainly make makes many may maximize maximizes mean means might minimize
    minimizes more moreover most much must my need needs neither new next no nor not notably novel now number of off
    often on once one only onto or other others our out over overall own paper particular particularly per perform
    performing performs possible present presents previous prior promising propose proposed proposes provide
    provides providing rather recent recently reduce reduces reducing regarding related require required requires
    requiring respectively same second secondly several shall should show shows significant significantly similar
    simple since so some specific specifically still strong study substantially such support supporting supports
    than that the their them themselves then there thereby therefore these they third this those three through
    throughout thus to together toward towards traditional train two typical under underlying until up upon us use
    used useful uses using various very via want was we well were what when where whereas whether which while who
    whose why will with within without work would yet you your achieve achieves achieving obtain obtains yield
    yields yielding evaluate evaluates evaluating investigate investigates investigating address addresses
    addressing ensure ensures ensuring facilitate facilitates facilitating focus focuses focusing perform better
    best poor good high higher highest low lower state-of-the-art effective efficient robust popular common
    important key major overall comprehensive extensive diverse standard conventional original relevant widely
    highly fully effectively combine combines combining integrate integrates integrating develop develops developing
    conduct conducts outperform outperforms outperforming surpass surpasses surpassing predict predicts capture
    captures capturing learn learns solve solving mitigate mitigates mitigating tackle tackles tackling consider
    considers considering design designed designs adopt adopts adopting employ employs employing utilize utilizes
    utilizing apply applies based aims aim aiming e g i
    """.split()
)

# Capitalised at the beginning of a sentence, they are a word of the language and no name.
OPENERS = BREAKS | frozenset(
    """
    abstract accordingly accurate additionally additional advances ai analysis applications applying approaches
    artificial assessing automatic background benchmarks beyond building code codes comparing compared comparative
    consequently contrary conversely crucially data datasets deep demo empirical empirically english evaluating
    evaluation evaluations experiment experimental experiments extending extensive finally findings following given
    generating generative grounded guided human humans images importantly indeed informed inspired interestingly
    intuitively keywords knowledge language languages large learning leveraging long machine many methods model models
    modern motivated multimodal natural neural nevertheless nonetheless numerous observing our part people performance
    pre-trained previously project qualitative quantitative question reasoning remarkably researchers resources
    results robotic simulations simultaneously social software source subsequently success surprisingly systems task
    tasks technically text theoretical theoretically training translation ultimately understanding unfortunately
    unlike
    user users video videos visual website academic access according achieving addressing advanced
    """.split()
)

# Classes of things that every paper names and no page of its own tells about (GUIDELINES: leave out).
GENERIC_KEYS = frozenset(
    """
    ai agi llm llms mllm mllms vlm vlms lvlm lvlms lmm lmms slm slms plm plms lm lms nlp ml dl cv dnn dnns nn nns
    cpu gpu gpus tpu cpus api apis rgb rgbd 2d 3d 4d 1d iot ui gui url pdf html json xml sql http usb pc os ide sota
    usa uk eu us china english chinese german french spanish arabic hindi japanese korean russian italian portuguese
    turkish dutch vietnamese largelanguagemodel visionlanguagemodel languagemodel foundationmodel
    multimodallargelanguagemodel neuralnetwork deeplearning machinelearning deepneuralnetwork artificialintelligence
    model method framework approach data dataset benchmark system task paper python java nvidia google openai meta
    microsoft amazon apple i ii iii iv v vi a b c d e f g h j k l m n o p q r s t u w x y z
    """.split()
)

# Nouns that say what a name is a name of: `X, a ... framework`, `the X dataset`, `X (a benchmark)`.
KIND_NOUNS = frozenset(
    """
    agent agents algorithm algorithms approach approaches architecture architectures benchmark benchmarks challenge
    corpora corpus dataset datasets framework frameworks family language-model learning leaderboard library libraries
    llm llms loss measure method methods metric metrics mechanism mechanisms model models module modules network
    networks objective optimizer paradigm pipeline platform policy protocol score scores simulator strategy
    strategies suite system systems task tasks technique techniques test tests testbed tool toolkit tools
    transformer workflow environment environments collection resource resources set sets scheme procedure encoder
    decoder baseline baselines
    """.split()
)

# The nearest of these to the left of a name, within the sentence, says what the sentence does with it.
_CUE_WORDS = {
    "introduce": """
    propose proposes proposed proposing present presents presented presenting introduce introduces introduced
    introducing
    introduction develop develops developed create created construct constructed design designed curate curated
    build built
    contribute devise call called term termed named name dubbed dub novel new
    """,
    "release": "release released releases open-source open-sourced available publicly",
    "evaluate": """
    evaluate evaluated evaluates evaluating evaluation experiments experiment results benchmarks benchmark tested test
    datasets dataset assess assessed validate validated demonstrate achieves achieve achieved achieving reaches
    """,
    "outperform": """
    outperform outperforms outperformed outperforming surpass surpasses surpassing exceeds exceeding beats than
    over compared
    comparison baseline baselines versus vs against superior comparable rivals matching
    """,
    "base": """
    based base builds fine-tuned finetuned fine-tune fine-tuning extends extend extending adapted initialized upon
    powered
    using use uses used utilize leverage leverages leveraging employ employs via with apply applying applied
    combine combines
    combining incorporate incorporates integrate integrates integrating trained train
    """,
    "such": "such including include includes like e.g namely",
    "need": "existing prior previous traditional current recent popular conventional although while despite however",
    "for": """
    task tasks problem challenge for address addresses addressing tackle improve improves improving reduce reduces
    """,
    "study": "study studies investigate analyze analyse examine explore survey review",
}
CUES = {word: cue for cue, words in _CUE_WORDS.items() for word in words.split()}
