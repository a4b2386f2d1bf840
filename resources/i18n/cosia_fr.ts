<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr">
<context>
    <name>AnnotatedScenesAlgorithm</name>
    <message>
        <source>Scenes</source>
        <translation>Scènes</translation>
    </message>
    <message>
        <source>One or more images, all with the same bands, described by their role, and the same encoding.</source>
        <translation>Une ou plusieurs images, toutes avec les mêmes bandes, décrites par leur rôle, et le même encodage.</translation>
    </message>
    <message>
        <source>Annotations</source>
        <translation>Annotations</translation>
    </message>
    <message>
        <source>Polygons with a class each, as &apos;Create annotation layer&apos; makes them, or a raster of CoSIA class numbers. Polygons may be few and small: what lies outside them is unknown and counts as no class.</source>
        <translation>Des polygones qui ont chacun une classe, tels que «&#xa0;Créer une couche d&apos;annotations&#xa0;» les fait, ou un raster de numéros de classes CoSIA. Les polygones peuvent être peu nombreux et petits&#xa0;: ce qui est en dehors est inconnu et ne compte comme aucune classe.</translation>
    </message>
    <message>
        <source>Further rasters of classes</source>
        <translation>Autres rasters de classes</translation>
    </message>
    <message>
        <source>Where the scenes have one each, for example.</source>
        <translation>Par exemple quand chaque scène a le sien.</translation>
    </message>
    <message>
        <source>Field with the class of the polygons</source>
        <translation>Champ de la classe des polygones</translation>
    </message>
    <message>
        <source>Class numbers 1–15, or French or English names of classes.</source>
        <translation>Numéros de classe 1–15, ou noms français ou anglais des classes.</translation>
    </message>
    <message>
        <source>Statistics of the scenes</source>
        <translation>Statistiques des scènes</translation>
    </message>
    <message>
        <source>A JSON file of &apos;Compute statistics&apos;, for norma-target. Empty: computed from the scenes.</source>
        <translation>Un fichier JSON de «&#xa0;Calculer les statistiques&#xa0;», pour norma-target. Vide&#xa0;: calculées sur les scènes.</translation>
    </message>
    <message>
        <source>Bands that the model does not know</source>
        <translation>Bandes que le modèle ne connaît pas</translation>
    </message>
    <message>
        <source>Such as deep blue and red edge of Pléiades Neo: leave them out, or extend the model by them.</source>
        <translation>Par exemple le bleu profond et le red edge de Pléiades Neo&#xa0;: les ignorer, ou étendre le modèle à ces bandes.</translation>
    </message>
    <message>
        <source>Leave them out</source>
        <translation>Les ignorer</translation>
    </message>
    <message>
        <source>Add them with weights of zero</source>
        <translation>Les ajouter avec des poids nuls</translation>
    </message>
    <message>
        <source>Add them with the weights of the nearest wavelength</source>
        <translation>Les ajouter avec les poids de la longueur d&apos;onde la plus proche</translation>
    </message>
    <message>
        <source>Add them with the mean of the other bands&apos; weights</source>
        <translation>Les ajouter avec la moyenne des poids des autres bandes</translation>
    </message>
    <message>
        <source>Band roles</source>
        <translation>Rôles des bandes</translation>
    </message>
    <message>
        <source>In the order of the bands of each scene, for example: red, green, blue, nir; &apos;-&apos; leaves a band out. Empty: the band descriptions of the scenes.</source>
        <translation>Dans l&apos;ordre des bandes de chaque scène, par exemple&#xa0;: red, green, blue, nir&#xa0;; «&#xa0;-&#xa0;» écarte une bande. Vide&#xa0;: les descriptions des bandes des scènes.</translation>
    </message>
    <message>
        <source>No-data value</source>
        <translation>Valeur sans donnée</translation>
    </message>
    <message>
        <source>Pixels of this value do not count. Not set: what the scenes themselves say.</source>
        <translation>Les pixels de cette valeur ne comptent pas. Non renseigné&#xa0;: ce que disent les scènes elles-mêmes.</translation>
    </message>
    <message>
        <source>Images of a second source</source>
        <translation>Images d&apos;une seconde source</translation>
    </message>
    <message>
        <source>Labelled images of another sensor to mix in, such as BD ORTHO. They are normalised with statistics of their own and brought to the pixel size of the scenes; bands that they lack are fed as average.</source>
        <translation>Images annotées d&apos;un autre capteur à mélanger aux scènes, par exemple la BD ORTHO. Elles sont normalisées avec leurs propres statistiques et ramenées à la taille de pixel des scènes&#xa0;; les bandes qui leur manquent sont remplacées par la moyenne.</translation>
    </message>
    <message>
        <source>Classes of the second source</source>
        <translation>Classes de la seconde source</translation>
    </message>
    <message>
        <source>Polygons or a raster of CoSIA class numbers, as for the scenes.</source>
        <translation>Des polygones ou un raster de numéros de classes CoSIA, comme pour les scènes.</translation>
    </message>
    <message>
        <source>Share of the second source (0–1)</source>
        <translation>Part de la seconde source (0–1)</translation>
    </message>
    <message>
        <source>So much of what the network sees in training comes from it.</source>
        <translation>La part de ce que le réseau voit à l&apos;entraînement qui en provient.</translation>
    </message>
    <message>
        <source>Annotations for validation (%)</source>
        <translation>Annotations pour la validation (%)</translation>
    </message>
    <message>
        <source>Of the annotated area; training does not see it, but the best epoch is chosen by it.</source>
        <translation>De la surface annotée&#xa0;; l&apos;entraînement ne la voit pas, mais la meilleure époque est choisie grâce à elle.</translation>
    </message>
    <message>
        <source>Annotations for the test (%)</source>
        <translation>Annotations pour le test (%)</translation>
    </message>
    <message>
        <source>Of the annotated area; nothing is learned from it or chosen by it: it proves what training brought. Squares of the ground are set apart, or whole scenes where there are three or more.</source>
        <translation>De la surface annotée&#xa0;; rien n&apos;en est appris ni choisi grâce à elle&#xa0;: elle prouve ce que l&apos;entraînement a apporté. Des carrés de terrain sont mis de côté, ou des scènes entières s&apos;il y en a au moins trois.</translation>
    </message>
</context>
<context>
    <name>AssessAccuracy</name>
    <message>
        <source>Assess accuracy</source>
        <translation>Évaluer la précision</translation>
    </message>
    <message>
        <source>Compares a map with the truth, on the pixels of the map: a raster, polygons or points on any grid and in any coordinate reference system. Tells overall accuracy, IoU, F-score, precision and recall by class and on average, with 95 % intervals. With points of &apos;Draw sample&apos; it estimates the accuracy of the whole map and the true area of each class (Olofsson et al., 2014).</source>
        <translation>Compare une carte à la vérité, sur les pixels de la carte&#xa0;: un raster, des polygones ou des points, sur n&apos;importe quelle grille et dans n&apos;importe quel système de coordonnées. Donne la précision globale, et l&apos;IoU, le F-score, la précision et le rappel par classe et en moyenne, avec leurs intervalles à 95&#xa0;%. Avec des points de «&#xa0;Tirer un échantillon&#xa0;», estime la précision de toute la carte et la surface réelle de chaque classe (Olofsson et al., 2014).</translation>
    </message>
    <message>
        <source>Classification</source>
        <translation>Classification</translation>
    </message>
    <message>
        <source>A map of CoSIA classes, numbered 1 to 15.</source>
        <translation>Une carte des classes CoSIA, numérotées de 1 à 15.</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Référence</translation>
    </message>
    <message>
        <source>What is true: a raster of CoSIA classes, polygons or points. Codes that are no CoSIA class are left out and counted. A model must not have learned from it.</source>
        <translation>Ce qui est vrai&#xa0;: un raster de classes CoSIA, des polygones ou des points. Les codes qui ne sont pas une classe CoSIA sont écartés et comptés. Aucun modèle ne doit avoir appris dessus.</translation>
    </message>
    <message>
        <source>Field with the class</source>
        <translation>Champ de la classe</translation>
    </message>
    <message>
        <source>Of polygons and points: the number 1 to 15, or the French or English name of the class.</source>
        <translation>Pour des polygones ou des points&#xa0;: le numéro, de 1 à 15, ou le nom français ou anglais de la classe.</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Masque</translation>
    </message>
    <message>
        <source>Only pixels inside these polygons are compared.</source>
        <translation>Seuls les pixels situés dans ces polygones sont comparés.</translation>
    </message>
    <message>
        <source>Side of the blocks (m)</source>
        <translation>Côté des blocs (m)</translation>
    </message>
    <message>
        <source>Intervals come from drawing blocks of ground anew, since neighbouring pixels are alike: choose blocks at least as large as fields, woods or streets of houses.</source>
        <translation>Les intervalles viennent d&apos;un rééchantillonnage par blocs de terrain, car des pixels voisins se ressemblent&#xa0;: choisir des blocs au moins aussi grands que les parcelles, les bois ou les rangées de maisons.</translation>
    </message>
    <message>
        <source>Field with the stratum</source>
        <translation>Champ de la strate</translation>
    </message>
    <message>
        <source>Of points at random within each class of this map that another program drew: the field with that class. Points of &apos;Draw sample&apos; are recognised without it.</source>
        <translation>Pour des points qu&apos;un autre programme a tirés au hasard dans chaque classe de cette carte&#xa0;: le champ qui donne cette classe. Les points de «&#xa0;Tirer un échantillon&#xa0;» sont reconnus sans lui.</translation>
    </message>
    <message>
        <source>Seed of the intervals</source>
        <translation>Graine des intervalles</translation>
    </message>
    <message>
        <source>The same seed gives the same intervals again.</source>
        <translation>La même graine redonne les mêmes intervalles.</translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation>Matrice de confusion</translation>
    </message>
    <message>
        <source>A table with a row for each true class and a column for each class of the map, and totals. Of a sample of &apos;Draw sample&apos; it counts points, but each class&apos;s figures are those of the whole map.</source>
        <translation>Une table avec une ligne par classe vraie, une colonne par classe de la carte, et les totaux. Pour un échantillon de «&#xa0;Tirer un échantillon&#xa0;», elle compte des points, mais les chiffres de chaque classe sont ceux de toute la carte.</translation>
    </message>
    <message>
        <source>All figures</source>
        <translation>Tous les indicateurs</translation>
    </message>
    <message>
        <source>A table with one figure a row: its value, interval and standard error; areas in hectares.</source>
        <translation>Une table avec un indicateur par ligne&#xa0;: sa valeur, son intervalle et son erreur type&#xa0;; les surfaces sont en hectares.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
    <message>
        <source>A page with all figures, and where the map is right.</source>
        <translation>Une page avec tous les indicateurs, et les endroits où la carte est juste.</translation>
    </message>
    <message>
        <source>Percent, over the classes that occur in the reference.</source>
        <translation>En pourcentage, sur les classes présentes dans la référence.</translation>
    </message>
    <message>
        <source>Overall accuracy</source>
        <translation>Précision globale (OA)</translation>
    </message>
    <message>
        <source>Percent of what was compared that is right.</source>
        <translation>Part juste de ce qui a été comparé, en pourcentage.</translation>
    </message>
    <message>
        <source>Mean IoU</source>
        <translation>IoU moyen (mIoU)</translation>
    </message>
    <message>
        <source>Mean F-score</source>
        <translation>F-score moyen (mFscore)</translation>
    </message>
    <message>
        <source>Mean precision</source>
        <translation>Précision utilisateur moyenne (mPrecision)</translation>
    </message>
    <message>
        <source>Mean recall</source>
        <translation>Rappel moyen (mRecall)</translation>
    </message>
    <message>
        <source>Mean IoU of all 15</source>
        <translation>IoU moyen des 15 classes</translation>
    </message>
    <message>
        <source>Percent; absent classes count as 0.</source>
        <translation>En pourcentage&#xa0;; les classes absentes comptent pour 0.</translation>
    </message>
    <message>
        <source>Kappa</source>
        <translation>Kappa</translation>
    </message>
    <message>
        <source>Cohen&apos;s, × 100: 0 is agreement by chance, 100 no error; missing where there is one class.</source>
        <translation>De Cohen,&#xa0;×&#xa0;100&#xa0;: 0 est un accord dû au hasard, 100 aucune erreur&#xa0;; absent s&apos;il n&apos;y a qu&apos;une classe.</translation>
    </message>
</context>
<context>
    <name>CheckEnvironment</name>
    <message>
        <source>Check the environment</source>
        <translation>Vérifier l&apos;environnement</translation>
    </message>
    <message>
        <source>Tells interpreter, versions, processor and graphics cards, free memory and free disk of the environment that computes, and one sentence per problem with its cure. It changes nothing.</source>
        <translation>Indique l&apos;interpréteur, les versions, le processeur et les cartes graphiques, la mémoire et le disque libres de l&apos;environnement de calcul, et pour chaque problème une phrase avec son remède. Ne modifie rien.</translation>
    </message>
    <message>
        <source>Python interpreter</source>
        <translation>Interpréteur Python</translation>
    </message>
    <message>
        <source>Look at this one. Empty: the one that all algorithms use.</source>
        <translation>Celui à examiner. Vide&#xa0;: celui qu&apos;utilisent tous les algorithmes.</translation>
    </message>
    <message>
        <source>Wanted build of PyTorch</source>
        <translation>Variante de PyTorch voulue</translation>
    </message>
    <message>
        <source>Another build is told as a problem. Automatic: by what the computer has.</source>
        <translation>Une autre variante est signalée comme un problème. Automatique&#xa0;: selon ce que possède l&apos;ordinateur.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatique</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>CUDA (NVIDIA)</source>
        <translation>CUDA (NVIDIA)</translation>
    </message>
    <message>
        <source>Folder of wheels</source>
        <translation>Dossier de paquets (wheels)</translation>
    </message>
    <message>
        <source>Tells which packages this folder lacks for a set-up without network. Empty: not looked at.</source>
        <translation>Indique les paquets qui manquent dans ce dossier pour une installation sans réseau. Vide&#xa0;: il n&apos;est pas examiné.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
    <message>
        <source>Plain lines, problems first.</source>
        <translation>Du texte simple, les problèmes d&apos;abord.</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Prêt</translation>
    </message>
    <message>
        <source>Whether algorithms can run now.</source>
        <translation>Si les algorithmes peuvent s&apos;exécuter maintenant.</translation>
    </message>
</context>
<context>
    <name>Classify</name>
    <message>
        <source>Classify land cover</source>
        <translation>Classer l&apos;occupation du sol</translation>
    </message>
    <message>
        <source>Maps the 15 CoSIA land-cover classes of a Pléiades Neo or BD ORTHO image with a segmentation network. Bands are found by their role, never by their position. A separate process does the work: QGIS stays usable meanwhile, and cancelling leaves no file behind.</source>
        <translation>Cartographie les 15 classes d&apos;occupation du sol CoSIA d&apos;une image Pléiades Neo ou BD ORTHO avec un réseau de segmentation. Les bandes sont trouvées par leur rôle, jamais par leur position. Un processus à part fait le travail&#xa0;: QGIS reste utilisable, et une annulation ne laisse aucun fichier.</translation>
    </message>
    <message>
        <source>Normalisation</source>
        <translation>Normalisation</translation>
    </message>
    <message>
        <source>How digital numbers become what the network reads.</source>
        <translation>Comment les comptes numériques deviennent ce que lit le réseau.</translation>
    </message>
    <message>
        <source>As the model file says</source>
        <translation>Celle qu&apos;indique le fichier de modèle</translation>
    </message>
    <message>
        <source>norma-01: scaled to 0–1</source>
        <translation>norma-01&#xa0;: ramenée à 0–1</translation>
    </message>
    <message>
        <source>norma-source: statistics of the training images</source>
        <translation>norma-source&#xa0;: statistiques des images d&apos;entraînement</translation>
    </message>
    <message>
        <source>norma-target: statistics of the images to classify</source>
        <translation>norma-target&#xa0;: statistiques des images à classer</translation>
    </message>
    <message>
        <source>Polygons to classify within</source>
        <translation>Polygones à l&apos;intérieur desquels classer</translation>
    </message>
    <message>
        <source>Pixels outside all polygons become no data. Empty: every pixel is classified.</source>
        <translation>Les pixels hors de tout polygone deviennent sans donnée. Vide&#xa0;: tous les pixels sont classés.</translation>
    </message>
    <message>
        <source>Tile size (pixels, 0 = chosen to fit the memory)</source>
        <translation>Taille des tuiles (pixels, 0 = choisie selon la mémoire)</translation>
    </message>
    <message>
        <source>Side of the square that is computed at once, a multiple of 32.</source>
        <translation>Côté du carré calculé en une fois, un multiple de 32.</translation>
    </message>
    <message>
        <source>Margin (pixels)</source>
        <translation>Marge (pixels)</translation>
    </message>
    <message>
        <source>Cropped on each side of a tile, a multiple of 32. More hides seams better and is slower.</source>
        <translation>Rognée de chaque côté d&apos;une tuile, un multiple de 32. Plus grande, elle cache mieux les raccords, mais le calcul est plus lent.</translation>
    </message>
    <message>
        <source>Beyond the edge of the image</source>
        <translation>Au-delà du bord de l&apos;image</translation>
    </message>
    <message>
        <source>What the network sees there.</source>
        <translation>Ce que le réseau y voit.</translation>
    </message>
    <message>
        <source>The image, mirrored</source>
        <translation>L&apos;image, en miroir</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>Des zéros</translation>
    </message>
    <message>
        <source>Tiles at once (0 = chosen)</source>
        <translation>Nombre de tuiles à la fois (0 = choisi)</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Précision des calculs</translation>
    </message>
    <message>
        <source>bfloat16 is faster where the device supports it; a few pixels in a thousand may differ.</source>
        <translation>bfloat16 est plus rapide là où le matériel le permet&#xa0;; quelques pixels sur mille peuvent différer.</translation>
    </message>
    <message>
        <source>The fastest one that suits the device</source>
        <translation>La plus rapide qui convient au matériel</translation>
    </message>
    <message>
        <source>Land cover</source>
        <translation>Occupation du sol</translation>
    </message>
    <message>
        <source>Class numbers 1–15 with IGN&apos;s colours; 0 where there is no data.</source>
        <translation>Numéros de classe 1–15 avec les couleurs de l&apos;IGN&#xa0;; 0 là où il n&apos;y a pas de donnée.</translation>
    </message>
    <message>
        <source>Confidence (percent)</source>
        <translation>Confiance (%)</translation>
    </message>
    <message>
        <source>Probability of the class chosen, as the network estimates it.</source>
        <translation>Probabilité de la classe retenue, telle que le réseau l&apos;estime.</translation>
    </message>
    <message>
        <source>Probabilities (percent)</source>
        <translation>Probabilités (%)</translation>
    </message>
    <message>
        <source>One band per class.</source>
        <translation>Une bande par classe.</translation>
    </message>
    <message>
        <source>Model hash</source>
        <translation>Empreinte du modèle</translation>
    </message>
    <message>
        <source>Tells which model made the map; it is also written into its metadata.</source>
        <translation>Dit quel modèle a fait la carte&#xa0;; elle est aussi écrite dans ses métadonnées.</translation>
    </message>
    <message>
        <source>Chosen: one on a processor, as many as fit on a graphics card. If the memory does not hold them after all, it goes on with half as many.</source>
        <translation>Choisi&#xa0;: une sur un processeur, autant qu&apos;il en tient sur une carte graphique. Si la mémoire ne suffit finalement pas, le calcul continue avec la moitié.</translation>
    </message>
    <message>
        <source>Average over turned and mirrored tiles</source>
        <translation>Moyenne sur des tuiles tournées et retournées</translation>
    </message>
    <message>
        <source>Number of the graphics card</source>
        <translation>Numéro de la carte graphique</translation>
    </message>
    <message>
        <source>Where the computer has several from NVIDIA: 0 is the first one.</source>
        <translation>Si l&apos;ordinateur en a plusieurs de NVIDIA&#xa0;: 0 est la première.</translation>
    </message>
    <message>
        <source>Go on with an interrupted run</source>
        <translation>Reprendre une exécution interrompue</translation>
    </message>
    <message>
        <source>With the same output and the same values, tiles that a crash, a power failure or a cancelled run of this kind left finished are not computed again; the map is the same. After a change of any value or of the image, all tiles are computed anew. A cancel keeps what is finished only with this option.</source>
        <translation>Avec la même sortie et les mêmes valeurs, les tuiles déjà calculées avant un plantage, une coupure de courant ou l&apos;annulation d&apos;une telle exécution ne sont pas recalculées&#xa0;; la carte est la même. Si une valeur ou l&apos;image a changé, toutes les tuiles sont recalculées. Une annulation ne conserve ce qui est fait qu&apos;avec cette option.</translation>
    </message>
    <message>
        <source>The network sees every tile in eight ways, and the probabilities are averaged: its answer then depends less on how things happen to lie. It takes eight times as long.</source>
        <translation>Le réseau voit chaque tuile de huit façons, et la moyenne des probabilités est prise&#xa0;: sa réponse dépend alors moins de l&apos;orientation des objets. Cela prend huit fois plus de temps.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
    <message>
        <source>A page on the map: what was done, areas of the classes, how sure the network is, parts of the map beside the image, warnings, and the settings to repeat it. Not written unless you name it.</source>
        <translation>Une page sur la carte&#xa0;: ce qui a été fait, surfaces des classes, confiance du réseau, parties de la carte à côté de l&apos;image, avertissements, et les réglages pour la refaire. N&apos;est écrite que si vous la nommez.</translation>
    </message>
</context>
<context>
    <name>CompareMaps</name>
    <message>
        <source>Compare maps</source>
        <translation>Comparer des cartes</translation>
    </message>
    <message>
        <source>Tells what changed between two maps of the 15 CoSIA classes, such as those of two years, or a map and IGN&apos;s published polygons: where, from which class to which, and how much each class gained and lost, in all and by zone. The maps are compared on the pixels of the finer one; the other is looked up at their centres.</source>
        <translation>Dit ce qui a changé entre deux cartes des 15 classes CoSIA, par exemple de deux années, ou une carte et les polygones publiés par l&apos;IGN&#xa0;: où, de quelle classe à quelle autre, et ce que chaque classe a gagné et perdu, en tout et par zone. Les cartes sont comparées sur les pixels de la plus fine&#xa0;; l&apos;autre est lue en leur centre.</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Changements</translation>
    </message>
    <message>
        <source>Changed pixels have the colour of their class after and the value 100 × class before + class after: 901 is deciduous that became building. 1: unchanged, 2: too small a change, 3: too low a confidence.</source>
        <translation>Les pixels changés ont la couleur de leur classe après et la valeur 100&#xa0;×&#xa0;classe avant + classe après&#xa0;: 901 est un feuillu devenu bâtiment. 1&#xa0;: inchangé, 2&#xa0;: changement trop petit, 3&#xa0;: confiance trop faible.</translation>
    </message>
    <message>
        <source>Table of changes</source>
        <translation>Table des changements</translation>
    </message>
    <message>
        <source>A row for each pair of classes that occurs, and for each zone and pair if there are zones: pixels, square metres and hectares. Rows without a zone_id are of the whole map.</source>
        <translation>Une ligne par couple de classes présent, et par zone et couple s&apos;il y a des zones&#xa0;: pixels, mètres carrés et hectares. Les lignes sans zone_id portent sur toute la carte.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
    <message>
        <source>A page with a picture of the changes, gains and losses, and the matrix of changes.</source>
        <translation>Une page avec une image des changements, les gains et les pertes, et la matrice des changements.</translation>
    </message>
    <message>
        <source>Compared (ha)</source>
        <translation>Surface comparée (ha)</translation>
    </message>
    <message>
        <source>Ground that changed or did not.</source>
        <translation>Terrain qui a changé ou non.</translation>
    </message>
    <message>
        <source>Changed (ha)</source>
        <translation>Surface changée (ha)</translation>
    </message>
    <message>
        <source>Ground that changed.</source>
        <translation>Terrain qui a changé.</translation>
    </message>
    <message>
        <source>Changed (%)</source>
        <translation>Part changée (%)</translation>
    </message>
    <message>
        <source>Share of the ground that was compared.</source>
        <translation>Part du terrain comparé.</translation>
    </message>
    <message>
        <source>Map before</source>
        <translation>Carte avant</translation>
    </message>
    <message>
        <source>A raster of CoSIA classes, or polygons. Codes that are no class are counted apart and told.</source>
        <translation>Un raster de classes CoSIA, ou des polygones. Les codes qui ne sont pas une classe sont comptés à part et signalés.</translation>
    </message>
    <message>
        <source>Map after</source>
        <translation>Carte après</translation>
    </message>
    <message>
        <source>As the map before; grids and coordinate systems may differ. Only common ground is compared.</source>
        <translation>Comme la carte avant&#xa0;; les grilles et les systèmes de coordonnées peuvent différer. Seul le terrain commun est comparé.</translation>
    </message>
    <message>
        <source>Field with the class</source>
        <translation>Champ de la classe</translation>
    </message>
    <message>
        <source>Of polygons: the number 1 to 15, or the French or English name of the class.</source>
        <translation>Pour des polygones&#xa0;: le numéro, de 1 à 15, ou le nom français ou anglais de la classe.</translation>
    </message>
    <message>
        <source>Smallest change (m²)</source>
        <translation>Changement minimal (m²)</translation>
    </message>
    <message>
        <source>Patches of pixels that changed from one class to one other, and touch along their edges, are counted apart if they are smaller: neither changed nor unchanged. Borders that were drawn a little differently make many such patches. 0: all count.</source>
        <translation>Les îlots de pixels passés d&apos;une même classe à une même autre, et qui se touchent par un côté, sont comptés à part s&apos;ils sont plus petits&#xa0;: ni changés, ni inchangés. Des limites tracées un peu différemment en font beaucoup. 0&#xa0;: tous comptent.</translation>
    </message>
    <message>
        <source>Confidence before</source>
        <translation>Confiance avant</translation>
    </message>
    <message>
        <source>In percent, as &apos;Classify land cover&apos; writes it, on the pixels of the map before.</source>
        <translation>En pourcentage, telle que «&#xa0;Classer l&apos;occupation du sol&#xa0;» l&apos;écrit, sur les pixels de la carte avant.</translation>
    </message>
    <message>
        <source>Confidence after</source>
        <translation>Confiance après</translation>
    </message>
    <message>
        <source>In percent, on the pixels of the map after.</source>
        <translation>En pourcentage, sur les pixels de la carte après.</translation>
    </message>
    <message>
        <source>Least confidence (%)</source>
        <translation>Confiance minimale (%)</translation>
    </message>
    <message>
        <source>Where either confidence is lower, a pixel is neither changed nor unchanged, and counted apart.</source>
        <translation>Si l&apos;une des deux confiances est plus faible, le pixel n&apos;est ni changé ni inchangé, et il est compté à part.</translation>
    </message>
    <message>
        <source>Pixel size for polygons (m)</source>
        <translation>Taille de pixel pour des polygones (m)</translation>
    </message>
    <message>
        <source>Of the comparison where both maps are polygons; a raster brings its own pixels.</source>
        <translation>Celle de la comparaison si les deux cartes sont des polygones&#xa0;; un raster apporte ses propres pixels.</translation>
    </message>
    <message>
        <source>Part to compare</source>
        <translation>Emprise à comparer</translation>
    </message>
    <message>
        <source>Empty: all that both maps cover.</source>
        <translation>Vide&#xa0;: tout ce que les deux cartes couvrent.</translation>
    </message>
</context>
<context>
    <name>CompareNormalisations</name>
    <message>
        <source>Compare normalisations</source>
        <translation>Comparer les normalisations</translation>
    </message>
    <message>
        <source>Classifies a few squares of an image with each of the three ways to feed it to a model, shows the maps side by side, and recommends one. Use it before the first classification with a model or of a new kind of image: the choice can be worth several percent of accuracy.</source>
        <translation>Classe quelques carrés d&apos;une image avec chacune des trois façons de la donner à un modèle, montre les cartes côte à côte et en recommande une. À utiliser avant la première classification avec un modèle ou d&apos;un nouveau type d&apos;image&#xa0;: le choix peut valoir plusieurs points de précision.</translation>
    </message>
    <message>
        <source>Reference classes</source>
        <translation>Classes de référence</translation>
    </message>
    <message>
        <source>A raster of CoSIA class numbers or polygons, on any grid and in any coordinate system. With it, the accuracy of each normalisation is measured, and the best one is recommended.</source>
        <translation>Un raster de numéros de classes CoSIA ou des polygones, sur n&apos;importe quelle grille et dans n&apos;importe quel système de coordonnées. La précision de chaque normalisation est alors mesurée, et la meilleure recommandée.</translation>
    </message>
    <message>
        <source>Field with the class of reference polygons</source>
        <translation>Champ de la classe des polygones de référence</translation>
    </message>
    <message>
        <source>Class numbers 1–15, or French or English names of classes.</source>
        <translation>Numéros de classe 1–15, ou noms français ou anglais des classes.</translation>
    </message>
    <message>
        <source>Squares to classify</source>
        <translation>Nombre de carrés à classer</translation>
    </message>
    <message>
        <source>Of 512 × 512 pixels, spread over the image. More take longer and make the figures surer.</source>
        <translation>De 512&#xa0;×&#xa0;512 pixels, répartis sur l&apos;image. Davantage de carrés prend plus de temps et rend les chiffres plus sûrs.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
    <message>
        <source>A web page with the maps, their figures and the recommendation.</source>
        <translation>Une page web avec les cartes, leurs chiffres et la recommandation.</translation>
    </message>
    <message>
        <source>Recommended normalisation</source>
        <translation>Normalisation recommandée</translation>
    </message>
    <message>
        <source>Can be wired into the normalisation of &apos;Classify land cover&apos;.</source>
        <translation>Peut être reliée à la normalisation de «&#xa0;Classer l&apos;occupation du sol&#xa0;».</translation>
    </message>
</context>
<context>
    <name>CompareStrategies</name>
    <message>
        <source>Compare strategies</source>
        <translation>Comparer les stratégies</translation>
    </message>
    <message>
        <source>Trains a model in every combination of strategies, normalisations, shares of the annotated ground and seeds, and tells what each brought on ground that none of them saw. It writes no model: train the best way with &apos;Fine-tune model&apos;. A comparison of many trainings takes hours; finished ones are kept.</source>
        <translation>Entraîne un modèle avec chaque combinaison de stratégies, de normalisations, de parts du terrain annoté et de graines, et dit ce que chacune apporte sur un terrain qu&apos;aucune n&apos;a vu. N&apos;écrit pas de modèle&#xa0;: entraîner ensuite de la meilleure façon avec «&#xa0;Affiner un modèle&#xa0;». Une comparaison de nombreux entraînements prend des heures&#xa0;; ceux qui sont terminés sont conservés.</translation>
    </message>
    <message>
        <source>Strategies</source>
        <translation>Stratégies</translation>
    </message>
    <message>
        <source>Separated by commas: {names}.</source>
        <translation>Séparées par des virgules&#xa0;: {names}.</translation>
    </message>
    <message>
        <source>Normalisations</source>
        <translation>Normalisations</translation>
    </message>
    <message>
        <source>Shares of the annotated ground (%)</source>
        <translation>Parts du terrain annoté (%)</translation>
    </message>
    <message>
        <source>Separated by commas, for example 100, 50, 25: how accuracy falls as annotation shrinks. Empty: all of the ground that is for training.</source>
        <translation>Séparées par des virgules, par exemple 100, 50, 25&#xa0;: comment la précision baisse quand on annote moins. Vide&#xa0;: tout le terrain destiné à l&apos;entraînement.</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>Graines</translation>
    </message>
    <message>
        <source>Whole numbers separated by commas. Each trains everything once; several tell how much is chance. The ground is split by the first one, the same for all.</source>
        <translation>Nombres entiers séparés par des virgules. Chacune entraîne tout une fois&#xa0;; plusieurs montrent la part du hasard. Le terrain est partagé selon la première, de la même façon pour toutes.</translation>
    </message>
    <message>
        <source>Keep finished trainings, and go on from them</source>
        <translation>Conserver les entraînements terminés et continuer à partir d&apos;eux</translation>
    </message>
    <message>
        <source>After a cancel or a crash, the same call with the same output trains only what is missing. Without it everything begins anew.</source>
        <translation>Après une annulation ou un plantage, le même appel avec la même sortie n&apos;entraîne que ce qui manque. Sinon, tout recommence.</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Table</translation>
    </message>
    <message>
        <source>A CSV file with one row for each training and figure.</source>
        <translation>Un fichier CSV avec une ligne par entraînement et par indicateur.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
    <message>
        <source>A page with the comparison, each class, and the learning curve.</source>
        <translation>Une page avec la comparaison, chaque classe et la courbe d&apos;apprentissage.</translation>
    </message>
    <message>
        <source>Best strategy</source>
        <translation>Meilleure stratégie</translation>
    </message>
    <message>
        <source>For STRATEGY of &apos;Fine-tune model&apos;.</source>
        <translation>Pour STRATEGY de «&#xa0;Affiner un modèle&#xa0;».</translation>
    </message>
    <message>
        <source>Its normalisation</source>
        <translation>Sa normalisation</translation>
    </message>
    <message>
        <source>For NORMALISATION of &apos;Fine-tune model&apos;.</source>
        <translation>Pour NORMALISATION de «&#xa0;Affiner un modèle&#xa0;».</translation>
    </message>
    <message>
        <source>Its mIoU (%)</source>
        <translation>Son mIoU (%)</translation>
    </message>
    <message>
        <source>On the test ground, mean over the seeds.</source>
        <translation>Sur le terrain de test, en moyenne sur les graines.</translation>
    </message>
</context>
<context>
    <name>ComputeStatistics</name>
    <message>
        <source>Compute statistics</source>
        <translation>Calculer les statistiques</translation>
    </message>
    <message>
        <source>Mean and standard deviation of each band over one or more images, for the normalisation norma-target. They are exact, or come with their error from random blocks at full resolution; overviews are never used, since averaging makes deviations too small. No data, saturated pixels and what lies outside the polygons do not count. The report also tells whether enough images were given.</source>
        <translation>Moyenne et écart type de chaque bande sur une ou plusieurs images, pour la normalisation norma-target. Ils sont exacts, ou estimés avec leur erreur sur des blocs tirés au hasard à pleine résolution&#xa0;; les aperçus (pyramides) ne servent jamais, car la moyenne réduit les écarts types. Les pixels sans donnée, saturés ou hors des polygones ne comptent pas. Le rapport dit aussi si les images sont assez nombreuses.</translation>
    </message>
    <message>
        <source>Images of the data set</source>
        <translation>Images du jeu de données</translation>
    </message>
    <message>
        <source>All with the same bands, described by their role, and the same encoding. Many scenes are better than one. Each pixel of each image counts once: where images overlap, the ground counts twice.</source>
        <translation>Toutes avec les mêmes bandes, décrites par leur rôle, et le même encodage. Plusieurs scènes valent mieux qu&apos;une. Chaque pixel de chaque image compte une fois&#xa0;: là où des images se recouvrent, le terrain compte double.</translation>
    </message>
    <message>
        <source>Random blocks to read (0 = all pixels)</source>
        <translation>Blocs tirés au hasard à lire (0 = tous les pixels)</translation>
    </message>
    <message>
        <source>A block is about 512 × 512 pixels. Blocks are faster than all pixels, and the error is stated; from 30 blocks on it is reliable.</source>
        <translation>Un bloc fait environ 512&#xa0;×&#xa0;512 pixels. Les blocs sont plus rapides que tous les pixels, et l&apos;erreur est indiquée&#xa0;; elle est fiable à partir de 30 blocs.</translation>
    </message>
    <message>
        <source>Part of the images</source>
        <translation>Emprise</translation>
    </message>
    <message>
        <source>In any coordinate system. Images beside it are skipped. Empty: the whole images.</source>
        <translation>Dans n&apos;importe quel système de coordonnées. Les images situées en dehors sont ignorées. Vide&#xa0;: les images entières.</translation>
    </message>
    <message>
        <source>Polygons to count within</source>
        <translation>Polygones à prendre en compte</translation>
    </message>
    <message>
        <source>Only pixels whose centres lie inside a polygon count. Empty: all pixels.</source>
        <translation>Seuls comptent les pixels dont le centre est dans un polygone. Vide&#xa0;: tous les pixels.</translation>
    </message>
    <message>
        <source>Model to compare with</source>
        <translation>Modèle à comparer</translation>
    </message>
    <message>
        <source>The report shows its training data beside the images. Empty: the bundled demonstration model that fits the bands.</source>
        <translation>Le rapport montre ses données d&apos;entraînement à côté des images. Vide&#xa0;: le modèle de démonstration fourni qui convient aux bandes.</translation>
    </message>
    <message>
        <source>Band roles</source>
        <translation>Rôles des bandes</translation>
    </message>
    <message>
        <source>In the order of the bands of each image, for example: red, green, blue, nir; &apos;-&apos; leaves a band out. Empty: the band descriptions of the images.</source>
        <translation>Dans l&apos;ordre des bandes de chaque image, par exemple&#xa0;: red, green, blue, nir&#xa0;; «&#xa0;-&#xa0;» écarte une bande. Vide&#xa0;: les descriptions des bandes des images.</translation>
    </message>
    <message>
        <source>No-data value</source>
        <translation>Valeur sans donnée</translation>
    </message>
    <message>
        <source>Pixels of this value do not count. Not set: what the images themselves say.</source>
        <translation>Les pixels de cette valeur ne comptent pas. Non renseigné&#xa0;: ce que disent les images elles-mêmes.</translation>
    </message>
    <message>
        <source>Seed of the random blocks</source>
        <translation>Graine du tirage des blocs</translation>
    </message>
    <message>
        <source>The same seed takes the same blocks again.</source>
        <translation>La même graine reprend les mêmes blocs.</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Statistiques</translation>
    </message>
    <message>
        <source>A JSON file, to be given to &apos;Classify land cover&apos; as statistics for norma-target.</source>
        <translation>Un fichier JSON, à donner à «&#xa0;Classer l&apos;occupation du sol&#xa0;» comme statistiques pour norma-target.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
    <message>
        <source>A page with a histogram of each band, and how mean and deviation settle as area is added.</source>
        <translation>Une page avec l&apos;histogramme de chaque bande, et la façon dont moyenne et écart type se stabilisent quand la surface augmente.</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>Pixels</translation>
    </message>
    <message>
        <source>How many pixels counted.</source>
        <translation>Nombre de pixels pris en compte.</translation>
    </message>
    <message>
        <source>Area (km²)</source>
        <translation>Surface (km²)</translation>
    </message>
    <message>
        <source>Ground under these pixels.</source>
        <translation>Le terrain que couvrent ces pixels.</translation>
    </message>
    <message>
        <source>Settled</source>
        <translation>Stabilisées</translation>
    </message>
    <message>
        <source>Whether there were enough scenes for mean and deviation to be those of a data set.</source>
        <translation>Si les scènes sont assez nombreuses pour que moyenne et écart type soient ceux d&apos;un jeu de données.</translation>
    </message>
</context>
<context>
    <name>ConvertClasses</name>
    <message>
        <source>Convert class codes</source>
        <translation>Convertir les classes</translation>
    </message>
    <message>
        <source>IGN&apos;s FLAIR and FLAIR-HUB and the CoSIA product number the same 15 land-cover classes differently. This rewrites a map from one numbering to another. Codes that have no counterpart, such as &apos;clear cut&apos; or &apos;other&apos;, become no data; they are counted and told.</source>
        <translation>FLAIR et FLAIR-HUB de l&apos;IGN et le produit CoSIA numérotent différemment les mêmes 15 classes d&apos;occupation du sol. Réécrit une carte d&apos;une numérotation dans une autre. Les codes sans équivalent, comme «&#xa0;coupe&#xa0;» ou «&#xa0;autre&#xa0;», deviennent sans donnée&#xa0;; ils sont comptés et signalés.</translation>
    </message>
    <message>
        <source>FLAIR: mask values 1–19</source>
        <translation>FLAIR&#xa0;: valeurs de masque 1–19</translation>
    </message>
    <message>
        <source>FLAIR-HUB: indices 0–18</source>
        <translation>FLAIR-HUB&#xa0;: indices 0–18</translation>
    </message>
    <message>
        <source>CoSIA: numero 1–15</source>
        <translation>CoSIA&#xa0;: numero 1–15</translation>
    </message>
    <message>
        <source>Map to convert</source>
        <translation>Carte à convertir</translation>
    </message>
    <message>
        <source>One band of class codes: whole numbers of any type. Its no-data value and mask are kept to.</source>
        <translation>Une bande de codes de classe&#xa0;: des nombres entiers de n&apos;importe quel type. Sa valeur sans donnée et son masque sont respectés.</translation>
    </message>
    <message>
        <source>Codes of the map</source>
        <translation>Codes de la carte</translation>
    </message>
    <message>
        <source>How the map numbers its classes; the pixels alone do not tell.</source>
        <translation>Comment la carte numérote ses classes&#xa0;; les pixels seuls ne le disent pas.</translation>
    </message>
    <message>
        <source>Codes to write</source>
        <translation>Codes à écrire</translation>
    </message>
    <message>
        <source>CoSIA maps get IGN&apos;s colours and class names as well.</source>
        <translation>Les cartes CoSIA reçoivent aussi les couleurs et les noms de classe de l&apos;IGN.</translation>
    </message>
    <message>
        <source>Converted map</source>
        <translation>Carte convertie</translation>
    </message>
    <message>
        <source>On the same pixels. No data is 0 in CoSIA and FLAIR, and 255 in FLAIR-HUB, where 0 is a class.</source>
        <translation>Sur les mêmes pixels. La valeur sans donnée est 0 en CoSIA et en FLAIR, et 255 en FLAIR-HUB, où 0 est une classe.</translation>
    </message>
    <message>
        <source>Pixels without counterpart</source>
        <translation>Pixels sans équivalent</translation>
    </message>
    <message>
        <source>Number of pixels that became no data because their code has no counterpart.</source>
        <translation>Nombre de pixels devenus sans donnée parce que leur code n&apos;a pas d&apos;équivalent.</translation>
    </message>
</context>
<context>
    <name>CosiaAlgorithm</name>
    <message>
        <source>1. Set up</source>
        <translation>1. Installer</translation>
    </message>
    <message>
        <source>2. Prepare images</source>
        <translation>2. Préparer les images</translation>
    </message>
    <message>
        <source>3. Get and know models</source>
        <translation>3. Obtenir et connaître les modèles</translation>
    </message>
    <message>
        <source>4. Classify</source>
        <translation>4. Classer</translation>
    </message>
    <message>
        <source>5. Annotate and train</source>
        <translation>5. Annoter et entraîner</translation>
    </message>
    <message>
        <source>6. Prove and use maps</source>
        <translation>6. Évaluer et exploiter les cartes</translation>
    </message>
</context>
<context>
    <name>CosiaPlugin</name>
    <message>
        <source>Open in the Processing toolbox</source>
        <translation>Ouvrir dans la boîte à outils de traitements</translation>
    </message>
</context>
<context>
    <name>CosiaProvider</name>
    <message>
        <source>Python interpreter that computes (empty: the one that was set up)</source>
        <translation>Interpréteur Python qui calcule (vide&#xa0;: celui qui a été préparé)</translation>
    </message>
</context>
<context>
    <name>CreateAnnotationLayer</name>
    <message>
        <source>Create annotation layer</source>
        <translation>Créer une couche d&apos;annotations</translation>
    </message>
    <message>
        <source>A layer to draw polygons of the 15 CoSIA classes in, which &apos;Fine-tune model&apos; learns from. It opens with IGN&apos;s colours and a form: choose the class from the list, and its name, who drew it and when fill themselves. Areas may stay blank, and polygons of different classes must not overlap: in the snapping toolbar, switch on snapping, topological editing and &apos;Avoid overlap on active layer&apos;.</source>
        <translation>Une couche où saisir des polygones des 15 classes CoSIA, dont «&#xa0;Affiner un modèle&#xa0;» apprend. Elle s&apos;ouvre avec les couleurs de l&apos;IGN et un formulaire&#xa0;: choisir la classe dans la liste, et son nom, l&apos;auteur et la date se remplissent seuls. Des endroits peuvent rester vides, et des polygones de classes différentes ne doivent pas se chevaucher&#xa0;: dans la barre d&apos;accrochage, activer l&apos;accrochage, l&apos;édition topologique et «&#xa0;Éviter le chevauchement sur la couche active&#xa0;».</translation>
    </message>
    <message>
        <source>Image to annotate</source>
        <translation>Image à annoter</translation>
    </message>
    <message>
        <source>Gives the layer its coordinate reference system.</source>
        <translation>Donne à la couche son système de coordonnées de référence.</translation>
    </message>
    <message>
        <source>Classification to correct</source>
        <translation>Classification à corriger</translation>
    </message>
    <message>
        <source>A map of CoSIA classes, whose areas become polygons. As long as nobody changes them they have no author: delete what you did not look at before a model learns from them.</source>
        <translation>Une carte des classes CoSIA, dont les surfaces deviennent des polygones. Tant que personne ne les modifie, ils n&apos;ont pas d&apos;auteur&#xa0;: supprimer ce qui n&apos;a pas été vérifié avant qu&apos;un modèle en apprenne.</translation>
    </message>
    <message>
        <source>Part of the classification</source>
        <translation>Emprise</translation>
    </message>
    <message>
        <source>Only what lies in it becomes polygons. Empty: all of the classification.</source>
        <translation>Seul ce qui s&apos;y trouve devient des polygones. Vide&#xa0;: toute la classification.</translation>
    </message>
    <message>
        <source>Smallest area (m²)</source>
        <translation>Surface minimale (m²)</translation>
    </message>
    <message>
        <source>Smaller areas of the classification are left out.</source>
        <translation>Les surfaces plus petites de la classification sont écartées.</translation>
    </message>
    <message>
        <source>Coordinate reference system</source>
        <translation>Système de coordonnées de référence</translation>
    </message>
    <message>
        <source>Of the layer. Empty: that of the image, else that of the classification.</source>
        <translation>Celui de la couche. Vide&#xa0;: celui de l&apos;image, sinon celui de la classification.</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>Auteur</translation>
    </message>
    <message>
        <source>Written into each polygon that is drawn or changed. Empty: the name of QGIS&apos;s user.</source>
        <translation>Écrit dans chaque polygone saisi ou modifié. Vide&#xa0;: le nom de l&apos;utilisateur de QGIS.</translation>
    </message>
    <message>
        <source>Annotations</source>
        <translation>Annotations</translation>
    </message>
    <message>
        <source>A GeoPackage, which brings its style and form along. A layer in which somebody has drawn is never replaced.</source>
        <translation>Un GeoPackage, qui contient son style et son formulaire. Une couche dans laquelle quelqu&apos;un a saisi n&apos;est jamais remplacée.</translation>
    </message>
    <message>
        <source>Polygons to correct</source>
        <translation>Polygones à corriger</translation>
    </message>
    <message>
        <source>How many areas of the classification became polygons.</source>
        <translation>Nombre de surfaces de la classification devenues des polygones.</translation>
    </message>
</context>
<context>
    <name>Declarations</name>
    <message>
        <source>In scripts: {names}.</source>
        <translation>Dans les scripts&#xa0;: {names}.</translation>
    </message>
</context>
<context>
    <name>DescribeModel</name>
    <message>
        <source>Describe model</source>
        <translation>Décrire un modèle</translation>
    </message>
    <message>
        <source>Writes a page that tells what a model reads, which classes it tells apart, how it was trained, how accurate it was and over which classes, and under which licence it stands. Against the model that it was made from, it also shows which parameters moved.</source>
        <translation>Écrit une page qui dit ce que lit un modèle, quelles classes il distingue, comment il a été entraîné, avec quelle précision et sur quelles classes, et sous quelle licence. Par rapport au modèle dont il est issu, montre aussi quels paramètres ont bougé.</translation>
    </message>
    <message>
        <source>Model file</source>
        <translation>Fichier de modèle</translation>
    </message>
    <message>
        <source>As &apos;Import model&apos; and &apos;Download model&apos; write it.</source>
        <translation>Tel que «&#xa0;Importer un modèle&#xa0;» et «&#xa0;Télécharger un modèle&#xa0;» l&apos;écrivent.</translation>
    </message>
    <message>
        <source>Model to compare with</source>
        <translation>Modèle à comparer</translation>
    </message>
    <message>
        <source>The model that this one was made from, or another of the same kind of network. Its bands and classes may differ. Empty: no comparison.</source>
        <translation>Le modèle dont celui-ci est issu, ou un autre du même type de réseau. Ses bandes et ses classes peuvent différer. Vide&#xa0;: pas de comparaison.</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Page</translation>
    </message>
    <message>
        <source>One file to read in a browser.</source>
        <translation>Un seul fichier, à lire dans un navigateur.</translation>
    </message>
    <message>
        <source>Model hash</source>
        <translation>Empreinte du modèle</translation>
    </message>
    <message>
        <source>Tells the weights of this model from all others.</source>
        <translation>Distingue les poids de ce modèle de tous les autres.</translation>
    </message>
    <message>
        <source>Changes by group (JSON)</source>
        <translation>Changements par groupe (JSON)</translation>
    </message>
    <message>
        <source>Relative change in percent of each part of the network; only with a model to compare with.</source>
        <translation>Changement relatif, en pourcentage, de chaque partie du réseau&#xa0;; seulement avec un modèle à comparer.</translation>
    </message>
</context>
<context>
    <name>DownloadModel</name>
    <message>
        <source>Download model</source>
        <translation>Télécharger un modèle</translation>
    </message>
    <message>
        <source>Fetches one of IGN&apos;s published land-cover models from the Hugging Face hub, checks it against the size and the SHA-256 that the hub announces, and makes a model file of it. A download that was cut goes on where it stopped, and a second one needs no network. Models of 12 classes follow another nomenclature and are not offered: &apos;Import model&apos; takes them with a class map.</source>
        <translation>Télécharge depuis Hugging Face l&apos;un des modèles d&apos;occupation du sol publiés par l&apos;IGN, vérifie sa taille et l&apos;empreinte SHA-256 annoncées par le site, et en fait un fichier de modèle. Un téléchargement interrompu reprend là où il s&apos;est arrêté, et un second n&apos;a pas besoin du réseau. Les modèles à 12 classes suivent une autre nomenclature et ne sont pas proposés&#xa0;: «&#xa0;Importer un modèle&#xa0;» les accepte avec une correspondance des classes.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modèle</translation>
    </message>
    <message>
        <source>The name tells the bands (rgb; i: near infrared; e: elevation), the classes and the network.</source>
        <translation>Le nom donne les bandes (rgb&#xa0;; i&#xa0;: proche infrarouge&#xa0;; e&#xa0;: élévation), les classes et le réseau.</translation>
    </message>
    <message>
        <source>Address of a mirror</source>
        <translation>Adresse d&apos;un miroir</translation>
    </message>
    <message>
        <source>Empty: the variable HF_ENDPOINT, or the hub itself. QGIS&apos;s own proxy is used where one is set.</source>
        <translation>Vide&#xa0;: la variable HF_ENDPOINT, ou Hugging Face lui-même. Le proxy de QGIS est utilisé s&apos;il y en a un.</translation>
    </message>
    <message>
        <source>Model file</source>
        <translation>Fichier de modèle</translation>
    </message>
    <message>
        <source>With its bands, statistics, classes, licence, origin and published accuracy inside.</source>
        <translation>Avec ses bandes, statistiques, classes, licence, origine et précision publiée à l&apos;intérieur.</translation>
    </message>
    <message>
        <source>Model hash</source>
        <translation>Empreinte du modèle</translation>
    </message>
    <message>
        <source>Of the weights; maps that the model makes carry it, and it is checked at every use.</source>
        <translation>Celle des poids&#xa0;; les cartes que fait le modèle la portent, et elle est vérifiée à chaque utilisation.</translation>
    </message>
    <message>
        <source>{name}: {bands}</source>
        <translation>{name}&#xa0;: {bands}</translation>
    </message>
    <message>
        <source>{name}: {bands}; {size} MB</source>
        <translation>{name}&#xa0;: {bands}&#xa0;; {size}&#xa0;Mo</translation>
    </message>
</context>
<context>
    <name>DrawSample</name>
    <message>
        <source>Draw sample</source>
        <translation>Tirer un échantillon</translation>
    </message>
    <message>
        <source>Points at random within each class of a map, at the centres of pixels. Look at each point on an image, choose its true class from the list of its form, and give the layer to &apos;Assess accuracy&apos;: it then estimates the accuracy of the whole map and the true area of each class, with their standard errors. The form does not show the class of the map, so that it cannot sway you.</source>
        <translation>Des points tirés au hasard dans chaque classe d&apos;une carte, au centre des pixels. Regarder chaque point sur une image, choisir sa vraie classe dans la liste du formulaire, et donner la couche à «&#xa0;Évaluer la précision&#xa0;», qui estime alors la précision de toute la carte et la surface réelle de chaque classe, avec leurs erreurs types. Le formulaire ne montre pas la classe de la carte, pour ne pas influencer l&apos;interprétation.</translation>
    </message>
    <message>
        <source>Classification</source>
        <translation>Classification</translation>
    </message>
    <message>
        <source>A map of CoSIA classes; each class is a stratum.</source>
        <translation>Une carte des classes CoSIA&#xa0;; chaque classe est une strate.</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Points</translation>
    </message>
    <message>
        <source>How many there are in all. With 500 points the overall accuracy is known to about 3 to 4 points.</source>
        <translation>Leur nombre total. Avec 500 points, la précision globale est connue à environ 3 ou 4 points de pourcentage près.</translation>
    </message>
    <message>
        <source>Points of each class</source>
        <translation>Répartition entre les classes</translation>
    </message>
    <message>
        <source>Balanced: 50 points of each class, or half of an equal share if that is less, and the rest in proportion to area: suits overall accuracy, areas and rare classes alike. Each class gets at least 2 points with any choice.</source>
        <translation>Équilibrée&#xa0;: 50 points par classe, ou la moitié d&apos;une part égale si c&apos;est moins, et le reste en proportion de la surface&#xa0;; convient à la fois à la précision globale, aux surfaces et aux classes rares. Dans tous les cas, chaque classe reçoit au moins 2 points.</translation>
    </message>
    <message>
        <source>Proportional to area</source>
        <translation>Proportionnelle à la surface</translation>
    </message>
    <message>
        <source>Equal</source>
        <translation>Égale</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Équilibrée</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Masque</translation>
    </message>
    <message>
        <source>Only pixels inside these polygons are drawn; give the same mask to &apos;Assess accuracy&apos;.</source>
        <translation>Seuls des pixels situés dans ces polygones sont tirés&#xa0;; donner le même masque à «&#xa0;Évaluer la précision&#xa0;».</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>Auteur</translation>
    </message>
    <message>
        <source>Written into each point that is interpreted. Empty: the name of QGIS&apos;s user.</source>
        <translation>Écrit dans chaque point interprété. Vide&#xa0;: le nom de l&apos;utilisateur de QGIS.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Graine</translation>
    </message>
    <message>
        <source>The same seed draws the same points of the same map again.</source>
        <translation>La même graine retire les mêmes points de la même carte.</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Échantillon</translation>
    </message>
    <message>
        <source>A GeoPackage, which brings its style and form along. A layer in which somebody has interpreted points is never replaced.</source>
        <translation>Un GeoPackage, qui contient son style et son formulaire. Une couche dont quelqu&apos;un a interprété des points n&apos;est jamais remplacée.</translation>
    </message>
    <message>
        <source>How many were drawn.</source>
        <translation>Nombre de points tirés.</translation>
    </message>
    <message>
        <source>Number of points</source>
        <translation>Nombre de points</translation>
    </message>
</context>
<context>
    <name>ExportOnnx</name>
    <message>
        <source>Export model as ONNX</source>
        <translation>Exporter un modèle en ONNX</translation>
    </message>
    <message>
        <source>Writes a model for the QGIS plugin Deepness and other programs that read ONNX, with its class names, pixel size, tile size and statistics. Deepness classifies 8-bit images with it; it divides by 255 first, which the statistics in the file allow for. The log tells what to look after.</source>
        <translation>Écrit un modèle pour l&apos;extension QGIS Deepness et d&apos;autres programmes qui lisent ONNX, avec ses noms de classe, sa taille de pixel, sa taille de tuile et ses statistiques. Deepness classe ainsi des images 8&#xa0;bits&#xa0;; il divise d&apos;abord par 255, et les statistiques du fichier en tiennent compte. Le journal dit à quoi prendre garde.</translation>
    </message>
    <message>
        <source>Model file</source>
        <translation>Fichier de modèle</translation>
    </message>
    <message>
        <source>As &apos;Import model&apos; and &apos;Download model&apos; write it.</source>
        <translation>Tel que «&#xa0;Importer un modèle&#xa0;» et «&#xa0;Télécharger un modèle&#xa0;» l&apos;écrivent.</translation>
    </message>
    <message>
        <source>ONNX file</source>
        <translation>Fichier ONNX</translation>
    </message>
    <message>
        <source>It answers the probability of each class; outputs that were never trained are left out.</source>
        <translation>Il donne la probabilité de chaque classe&#xa0;; les sorties qui n&apos;ont jamais été entraînées sont écartées.</translation>
    </message>
</context>
<context>
    <name>FilterClasses</name>
    <message>
        <source>Filter land cover</source>
        <translation>Filtrer l&apos;occupation du sol</translation>
    </message>
    <message>
        <source>Takes specks out of a map of the 15 CoSIA classes: small areas join a neighbour, or each pixel takes the class of most pixels around it. No data stays no data, and what the map says of itself is kept.</source>
        <translation>Enlève les îlots de pixels isolés d&apos;une carte des 15 classes CoSIA&#xa0;: les petites surfaces rejoignent une voisine, ou chaque pixel prend la classe de la majorité des pixels qui l&apos;entourent. Ce qui est sans donnée le reste, et ce que la carte dit d&apos;elle-même est conservé.</translation>
    </message>
    <message>
        <source>Map of classes</source>
        <translation>Carte des classes</translation>
    </message>
    <message>
        <source>One band of CoSIA codes: 1 to 15, and 0 where there is no data.</source>
        <translation>Une bande de codes CoSIA&#xa0;: 1 à 15, et 0 là où il n&apos;y a pas de donnée.</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Méthode</translation>
    </message>
    <message>
        <source>The sieve changes small areas only. The majority smooths all borders and loses what is narrow, such as paths; where classes are equally frequent, the pixel stays.</source>
        <translation>Le tamisage ne modifie que les petites surfaces. La majorité lisse toutes les limites et perd ce qui est étroit, comme les chemins&#xa0;; à égalité entre classes, le pixel ne change pas.</translation>
    </message>
    <message>
        <source>Sieve: small areas join the neighbour with the longest common border</source>
        <translation>Tamisage&#xa0;: les petites surfaces rejoignent la voisine à la plus longue limite commune</translation>
    </message>
    <message>
        <source>Majority: the class of most pixels in a square</source>
        <translation>Majorité&#xa0;: la classe de la plupart des pixels d&apos;un carré</translation>
    </message>
    <message>
        <source>Sieve: areas of fewer pixels are taken out; pixels that touch at a corner only are apart. Majority: of the square around each pixel, whose side is the next odd number: 25 stands for 5 × 5.</source>
        <translation>Tamisage&#xa0;: les surfaces de moins de pixels sont enlevées&#xa0;; des pixels qui ne se touchent que par un coin sont séparés. Majorité&#xa0;: les pixels du carré qui entoure chaque pixel, dont le côté est le nombre impair suivant&#xa0;: 25 correspond à 5&#xa0;×&#xa0;5.</translation>
    </message>
    <message>
        <source>Filtered map</source>
        <translation>Carte filtrée</translation>
    </message>
    <message>
        <source>On the same pixels, in IGN&apos;s colours.</source>
        <translation>Sur les mêmes pixels, avec les couleurs de l&apos;IGN.</translation>
    </message>
    <message>
        <source>Changed pixels (%)</source>
        <translation>Pixels modifiés (%)</translation>
    </message>
    <message>
        <source>Share of the pixels with data that have another class now.</source>
        <translation>Part des pixels renseignés qui ont changé de classe.</translation>
    </message>
    <message>
        <source>Size (pixels)</source>
        <translation>Taille (pixels)</translation>
    </message>
</context>
<context>
    <name>FineTune</name>
    <message>
        <source>Fine-tune model</source>
        <translation>Affiner un modèle</translation>
    </message>
    <message>
        <source>Trains a model further on your own scenes and annotations, on this computer. A part of the annotated ground is set apart, and the report tells from it what the training brought: better, worse, or cannot tell. Cancelling keeps the best model so far.</source>
        <translation>Poursuit l&apos;entraînement d&apos;un modèle sur vos propres scènes et annotations, sur cet ordinateur. Une partie du terrain annoté est mise de côté, et le rapport en tire ce que l&apos;entraînement a apporté&#xa0;: mieux, moins bien, ou on ne peut pas conclure. Annuler conserve le meilleur modèle obtenu jusque-là.</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>Stratégie</translation>
    </message>
    <message>
        <source>What to train. IGN gained most, and in the fewest epochs, by retraining all weights of a model of aerial images. A new network needs far more annotations.</source>
        <translation>Ce qu&apos;il faut entraîner. L&apos;IGN a gagné le plus, et en le moins d&apos;époques, en réentraînant tous les poids d&apos;un modèle d&apos;images aériennes. Un réseau neuf demande beaucoup plus d&apos;annotations.</translation>
    </message>
    <message>
        <source>app-scratch: a new network from ImageNet weights</source>
        <translation>app-scratch&#xa0;: un réseau neuf à partir de poids ImageNet</translation>
    </message>
    <message>
        <source>ft-initialisation: all weights of the model</source>
        <translation>ft-initialisation&#xa0;: tous les poids du modèle</translation>
    </message>
    <message>
        <source>ft-freeze-encoder: all but the encoder</source>
        <translation>ft-freeze-encoder&#xa0;: tout sauf l&apos;encodeur</translation>
    </message>
    <message>
        <source>ft-finetune-head: the last layer only</source>
        <translation>ft-finetune-head&#xa0;: la dernière couche seulement</translation>
    </message>
    <message>
        <source>Normalisation</source>
        <translation>Normalisation</translation>
    </message>
    <message>
        <source>How digital numbers become what the network reads; the new model keeps to it.</source>
        <translation>Comment les comptes numériques deviennent ce que lit le réseau&#xa0;; le nouveau modèle s&apos;y tient.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Graine</translation>
    </message>
    <message>
        <source>The same seed gives the same split and, on a processor, the same model.</source>
        <translation>La même graine donne le même partage et, sur un processeur, le même modèle.</translation>
    </message>
    <message>
        <source>Go on with an interrupted training</source>
        <translation>Reprendre un entraînement interrompu</translation>
    </message>
    <message>
        <source>Of the same output and the same values, from its last epoch; otherwise training begins anew. What it has done so far is also kept after a cancel.</source>
        <translation>De la même sortie et des mêmes valeurs, à partir de sa dernière époque&#xa0;; sinon l&apos;entraînement recommence. Ce qui est fait est aussi conservé après une annulation.</translation>
    </message>
    <message>
        <source>New model</source>
        <translation>Nouveau modèle</translation>
    </message>
    <message>
        <source>A model file for &apos;Classify land cover&apos;.</source>
        <translation>Un fichier de modèle pour «&#xa0;Classer l&apos;occupation du sol&#xa0;».</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
    <message>
        <source>A page that proves what training brought: accuracy before and after, curves, and the test blocks as maps. Not written unless you name it.</source>
        <translation>Une page qui prouve ce que l&apos;entraînement a apporté&#xa0;: précision avant et après, courbes, et les carrés de test en cartes. Elle n&apos;est écrite que si on lui donne un nom.</translation>
    </message>
    <message>
        <source>mIoU before (%)</source>
        <translation>mIoU avant (%)</translation>
    </message>
    <message>
        <source>mIoU after (%)</source>
        <translation>mIoU après (%)</translation>
    </message>
    <message>
        <source>Overall accuracy before (%)</source>
        <translation>Précision globale avant (%)</translation>
    </message>
    <message>
        <source>Overall accuracy after (%)</source>
        <translation>Précision globale après (%)</translation>
    </message>
    <message>
        <source>On the test blocks.</source>
        <translation>Sur les carrés de test.</translation>
    </message>
    <message>
        <source>Hash of the new model</source>
        <translation>Empreinte du nouveau modèle</translation>
    </message>
    <message>
        <source>Tells models apart.</source>
        <translation>Distingue les modèles entre eux.</translation>
    </message>
</context>
<context>
    <name>HelpPage</name>
    <message>
        <source>Parameters</source>
        <translation>Paramètres</translation>
    </message>
    <message>
        <source>Advanced parameters</source>
        <translation>Paramètres avancés</translation>
    </message>
    <message>
        <source>Parameter</source>
        <translation>Paramètre</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Valeur par défaut</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>Signification</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>Sorties</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Sortie</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>non renseigné</translation>
    </message>
    <message>
        <source>must be given</source>
        <translation>obligatoire</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>oui</translation>
    </message>
    <message>
        <source>no</source>
        <translation>non</translation>
    </message>
    <message>
        <source>In scripts</source>
        <translation>Dans les scripts</translation>
    </message>
    <message>
        <source>The guide, at this step of the work</source>
        <translation>Le guide, à cette étape du travail</translation>
    </message>
</context>
<context>
    <name>ImportModel</name>
    <message>
        <source>Import model</source>
        <translation>Importer un modèle</translation>
    </message>
    <message>
        <source>Turns a file of weights that IGN published into a model that &apos;Classify land cover&apos; takes. Every weight is compared with the network first: a file that does not fit is refused, and nothing in it is ever run.</source>
        <translation>Transforme un fichier de poids publié par l&apos;IGN en un modèle pour «&#xa0;Classer l&apos;occupation du sol&#xa0;». Chaque poids est d&apos;abord comparé au réseau&#xa0;: un fichier qui ne convient pas est refusé, et rien de ce qu&apos;il contient n&apos;est jamais exécuté.</translation>
    </message>
    <message>
        <source>File of weights</source>
        <translation>Fichier de poids</translation>
    </message>
    <message>
        <source>A FLAIR-INC or FLAIR-HUB file of IGN, or a network of segmentation-models-pytorch.</source>
        <translation>Un fichier FLAIR-INC ou FLAIR-HUB de l&apos;IGN, ou un réseau de segmentation-models-pytorch.</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>Famille</translation>
    </message>
    <message>
        <source>Automatic: by the names of the weights. Networks that IGN did not publish are described below.</source>
        <translation>Automatique&#xa0;: d&apos;après les noms des poids. Les réseaux que l&apos;IGN n&apos;a pas publiés sont à décrire ci-dessous.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatique</translation>
    </message>
    <message>
        <source>FLAIR-INC</source>
        <translation>FLAIR-INC</translation>
    </message>
    <message>
        <source>FLAIR-HUB</source>
        <translation>FLAIR-HUB</translation>
    </message>
    <message>
        <source>Another one, described below</source>
        <translation>Une autre, décrite ci-dessous</translation>
    </message>
    <message>
        <source>Bands of the network, in order</source>
        <translation>Bandes du réseau, dans l&apos;ordre</translation>
    </message>
    <message>
        <source>Such as red,green,blue,nir. Empty: as IGN&apos;s file says. FLAIR-HUB files of three bands say it in their name only (RGB or IR).</source>
        <translation>Par exemple red,green,blue,nir. Vide&#xa0;: ce que dit le fichier de l&apos;IGN. Les fichiers FLAIR-HUB à trois bandes ne le disent que dans leur nom (RGB ou IR).</translation>
    </message>
    <message>
        <source>Classes of the outputs, in order</source>
        <translation>Classes des sorties, dans l&apos;ordre</translation>
    </message>
    <message>
        <source>One CoSIA number for each output of the network, 0 for an output that is no CoSIA class, such as 1,2,3,0. Empty: as IGN&apos;s file says.</source>
        <translation>Un numéro CoSIA pour chaque sortie du réseau, 0 pour une sortie qui n&apos;est pas une classe CoSIA, par exemple 1,2,3,0. Vide&#xa0;: ce que dit le fichier de l&apos;IGN.</translation>
    </message>
    <message>
        <source>Model file</source>
        <translation>Fichier de modèle</translation>
    </message>
    <message>
        <source>Holds the weights and what they are: bands, statistics, classes, pixel size, licence, source.</source>
        <translation>Contient les poids et ce qu&apos;ils sont&#xa0;: bandes, statistiques, classes, taille de pixel, licence, source.</translation>
    </message>
    <message>
        <source>Hash of the model</source>
        <translation>Empreinte du modèle</translation>
    </message>
    <message>
        <source>Identifies the weights; classifications tell it in their metadata.</source>
        <translation>Identifie les poids&#xa0;; les classifications la donnent dans leurs métadonnées.</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>Architecture</translation>
    </message>
    <message>
        <source>Of a network that IGN did not publish, by its name in segmentation-models-pytorch.</source>
        <translation>Celle d&apos;un réseau que l&apos;IGN n&apos;a pas publié, par son nom dans segmentation-models-pytorch.</translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation>Encodeur</translation>
    </message>
    <message>
        <source>Of a network that IGN did not publish, by its name in segmentation-models-pytorch, such as resnet34 or tu-convnextv2_tiny. Empty: {default}.</source>
        <translation>Celui d&apos;un réseau que l&apos;IGN n&apos;a pas publié, par son nom dans segmentation-models-pytorch, par exemple resnet34 ou tu-convnextv2_tiny. Vide&#xa0;: {default}.</translation>
    </message>
    <message>
        <source>Means of the training data</source>
        <translation>Moyennes des données d&apos;entraînement</translation>
    </message>
    <message>
        <source>One number per band, counted as the pixel values are (0 to 255, or reflectance × 10 000), not from 0 to 1. Empty: as IGN&apos;s file says, or trained on pixels of 0 to 1.</source>
        <translation>Un nombre par bande, dans l&apos;unité des pixels (0 à 255, ou réflectance&#xa0;×&#xa0;10&#xa0;000), et non de 0 à 1. Vide&#xa0;: ce que dit le fichier de l&apos;IGN, ou entraîné sur des pixels de 0 à 1.</translation>
    </message>
    <message>
        <source>Standard deviations of the training data</source>
        <translation>Écarts types des données d&apos;entraînement</translation>
    </message>
    <message>
        <source>One number per band, counted as the means are.</source>
        <translation>Un nombre par bande, dans l&apos;unité des moyennes.</translation>
    </message>
    <message>
        <source>Pixel values of the training data</source>
        <translation>Valeurs des pixels des données d&apos;entraînement</translation>
    </message>
    <message>
        <source>Of a network that was trained on other images than IGN&apos;s; needs means and standard deviations.</source>
        <translation>Celles d&apos;un réseau entraîné sur d&apos;autres images que celles de l&apos;IGN&#xa0;; demande les moyennes et les écarts types.</translation>
    </message>
    <message>
        <source>0 to 255 (8 bit)</source>
        <translation>0 à 255 (8&#xa0;bits)</translation>
    </message>
    <message>
        <source>Reflectance × 10 000</source>
        <translation>Réflectance&#xa0;×&#xa0;10&#xa0;000</translation>
    </message>
    <message>
        <source>Of a network that was trained on other images than IGN&apos;s.</source>
        <translation>Celle d&apos;un réseau entraîné sur d&apos;autres images que celles de l&apos;IGN.</translation>
    </message>
    <message>
        <source>Pixel size of the training data (m)</source>
        <translation>Taille de pixel des données d&apos;entraînement (m)</translation>
    </message>
</context>
<context>
    <name>LearningAlgorithm</name>
    <message>
        <source>Model to start from</source>
        <translation>Modèle de départ</translation>
    </message>
    <message>
        <source>A model file. Empty: the bundled demonstration model that fits the bands. app-scratch takes no weight of it, only its architecture, and is compared with it.</source>
        <translation>Un fichier de modèle. Vide&#xa0;: le modèle de démonstration fourni qui convient aux bandes. app-scratch n&apos;en reprend aucun poids, seulement l&apos;architecture, et lui est comparé.</translation>
    </message>
    <message>
        <source>Encoder for app-scratch</source>
        <translation>Encodeur pour app-scratch</translation>
    </message>
    <message>
        <source>Of segmentation-models-pytorch, such as resnet34 or mobilenet_v2. Not used where a model is given.</source>
        <translation>De segmentation-models-pytorch, par exemple resnet34 ou mobilenet_v2. Inutilisé si un modèle est donné.</translation>
    </message>
    <message>
        <source>ImageNet weights for app-scratch</source>
        <translation>Poids ImageNet pour app-scratch</translation>
    </message>
    <message>
        <source>A file with them, as torchvision or segmentation-models-pytorch has it. Empty: downloaded.</source>
        <translation>Un fichier de poids, tel que torchvision ou segmentation-models-pytorch le fournit. Vide&#xa0;: ils sont téléchargés.</translation>
    </message>
    <message>
        <source>Epochs at most</source>
        <translation>Nombre maximal d&apos;époques</translation>
    </message>
    <message>
        <source>An epoch goes over the annotated ground once, in small squares of the scenes (chips). Training ends sooner when nothing gets better, so more do no harm.</source>
        <translation>Une époque parcourt une fois le terrain annoté, par petits carrés des scènes (imagettes). L&apos;entraînement s&apos;arrête plus tôt quand rien ne s&apos;améliore&#xa0;: en prévoir davantage ne nuit pas.</translation>
    </message>
    <message>
        <source>Patience (epochs)</source>
        <translation>Patience (époques)</translation>
    </message>
    <message>
        <source>Training ends when the validation has not become better for so many epochs.</source>
        <translation>L&apos;entraînement s&apos;arrête quand la validation ne s&apos;est pas améliorée pendant ce nombre d&apos;époques.</translation>
    </message>
    <message>
        <source>The best epoch is that of</source>
        <translation>Critère de la meilleure époque</translation>
    </message>
    <message>
        <source>With few annotations the loss is the better judge: a handful of pixels of a rare class moves the mIoU by points. With many, the loss can fall while the mIoU falls too, through rare classes: then take the mIoU.</source>
        <translation>Avec peu d&apos;annotations, la perte est le meilleur juge&#xa0;: une poignée de pixels d&apos;une classe rare déplace le mIoU de plusieurs points. Avec beaucoup, la perte peut baisser alors que le mIoU baisse aussi, à cause de classes rares&#xa0;: choisir alors le mIoU.</translation>
    </message>
    <message>
        <source>The highest mIoU of the validation</source>
        <translation>mIoU de validation le plus haut</translation>
    </message>
    <message>
        <source>The lowest loss of the validation</source>
        <translation>Perte de validation la plus basse</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Fonction de perte</translation>
    </message>
    <message>
        <source>What training makes small.</source>
        <translation>Ce que l&apos;entraînement minimise.</translation>
    </message>
    <message>
        <source>Cross-entropy</source>
        <translation>Entropie croisée</translation>
    </message>
    <message>
        <source>Cross-entropy and Dice</source>
        <translation>Entropie croisée et Dice</translation>
    </message>
    <message>
        <source>Focal loss</source>
        <translation>Perte focale</translation>
    </message>
    <message>
        <source>A pixel counts</source>
        <translation>Poids d&apos;un pixel</translation>
    </message>
    <message>
        <source>More weight for rare classes finds more of them, and takes more for them.</source>
        <translation>Donner plus de poids aux classes rares en trouve davantage, mais en voit aussi où il n&apos;y en a pas.</translation>
    </message>
    <message>
        <source>The same in every class</source>
        <translation>Le même dans toutes les classes</translation>
    </message>
    <message>
        <source>By the inverse square root of its class&apos;s area</source>
        <translation>Selon l&apos;inverse de la racine carrée de la surface de sa classe</translation>
    </message>
    <message>
        <source>By the inverse of its class&apos;s area</source>
        <translation>Selon l&apos;inverse de la surface de sa classe</translation>
    </message>
    <message>
        <source>Vary brightness and contrast</source>
        <translation>Faire varier luminosité et contraste</translation>
    </message>
    <message>
        <source>Beside flips and quarter turns, which are always done.</source>
        <translation>En plus des symétries et des quarts de tour, toujours appliqués.</translation>
    </message>
    <message>
        <source>Learning rate (0 = by strategy)</source>
        <translation>Taux d&apos;apprentissage (0 = selon la stratégie)</translation>
    </message>
    <message>
        <source>The highest one; it rises in the first epoch and is halved when nothing gets better.</source>
        <translation>Le plus haut&#xa0;; il monte pendant la première époque et est divisé par deux quand rien ne s&apos;améliore.</translation>
    </message>
    <message>
        <source>Side of a training chip (px, 0 = chosen)</source>
        <translation>Côté d&apos;une imagette d&apos;entraînement (px, 0 = choisi)</translation>
    </message>
    <message>
        <source>A multiple of 32.</source>
        <translation>Un multiple de 32.</translation>
    </message>
    <message>
        <source>Chips per step (0 = chosen from memory)</source>
        <translation>Imagettes par pas (0 = choisi selon la mémoire)</translation>
    </message>
    <message>
        <source>Fewer need less memory.</source>
        <translation>Moins d&apos;imagettes demandent moins de mémoire.</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Matériel de calcul</translation>
    </message>
    <message>
        <source>Where to compute.</source>
        <translation>Où calculer.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatique</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Processeur</translation>
    </message>
    <message>
        <source>NVIDIA graphics card</source>
        <translation>Carte graphique NVIDIA</translation>
    </message>
    <message>
        <source>Apple graphics</source>
        <translation>Carte graphique Apple</translation>
    </message>
</context>
<context>
    <name>NetworkAlgorithm</name>
    <message>
        <source>Image to classify</source>
        <translation>Image à classer</translation>
    </message>
    <message>
        <source>A file that GDAL reads, with bands described by their role, as &apos;Stack bands&apos; writes it.</source>
        <translation>Un fichier que GDAL lit, aux bandes décrites par leur rôle, tel que «&#xa0;Empiler les bandes&#xa0;» l&apos;écrit.</translation>
    </message>
    <message>
        <source>Model file</source>
        <translation>Fichier de modèle</translation>
    </message>
    <message>
        <source>Empty: the bundled demonstration model that fits the bands. Demonstration models are trained on simulated scenes: they show how the plugin works, and their maps are not for use.</source>
        <translation>Vide&#xa0;: le modèle de démonstration fourni qui convient aux bandes. Les modèles de démonstration sont entraînés sur des scènes simulées&#xa0;: ils montrent le fonctionnement de l&apos;extension, et leurs cartes ne sont pas utilisables.</translation>
    </message>
    <message>
        <source>Band roles</source>
        <translation>Rôles des bandes</translation>
    </message>
    <message>
        <source>In the order of the bands, for example: red, green, blue, nir, deep_blue, red_edge. Empty: the band descriptions of the image.</source>
        <translation>Dans l&apos;ordre des bandes, par exemple&#xa0;: red, green, blue, nir, deep_blue, red_edge. Vide&#xa0;: les descriptions des bandes de l&apos;image.</translation>
    </message>
    <message>
        <source>No-data value</source>
        <translation>Valeur sans donnée</translation>
    </message>
    <message>
        <source>Pixels of this value are left out. Not set: what the image itself says.</source>
        <translation>Les pixels de cette valeur sont écartés. Non renseigné&#xa0;: ce que dit l&apos;image elle-même.</translation>
    </message>
    <message>
        <source>Statistics for norma-target</source>
        <translation>Statistiques pour norma-target</translation>
    </message>
    <message>
        <source>Mean and standard deviation of each band over many images, as &apos;Compute statistics&apos; writes them. Empty: those of this image.</source>
        <translation>Moyenne et écart type de chaque bande sur de nombreuses images, tels que «&#xa0;Calculer les statistiques&#xa0;» les écrit. Vide&#xa0;: ceux de cette image.</translation>
    </message>
    <message>
        <source>Digital number that 8-bit 1 stands for</source>
        <translation>Compte numérique auquel correspond 1 en 8&#xa0;bits</translation>
    </message>
    <message>
        <source>Where the statistics are of 8-bit values and the image is not, or the reverse: with both numbers set the statistics are converted; without them they never cross from one encoding to the other. They are those that &apos;Stack bands&apos; scales with; an 8-bit image that it made of reflectance needs none.</source>
        <translation>Quand les statistiques portent sur des valeurs 8&#xa0;bits et que l&apos;image n&apos;est pas en 8&#xa0;bits, ou l&apos;inverse&#xa0;: avec les deux nombres, les statistiques sont converties&#xa0;; sans eux, elles ne passent jamais d&apos;un encodage à l&apos;autre. Ce sont ceux de la mise à l&apos;échelle de «&#xa0;Empiler les bandes&#xa0;»&#xa0;; une image 8&#xa0;bits que cet outil a tirée de réflectance n&apos;en a pas besoin.</translation>
    </message>
    <message>
        <source>Digital number that 8-bit 255 stands for</source>
        <translation>Compte numérique auquel correspond 255 en 8&#xa0;bits</translation>
    </message>
    <message>
        <source>See the number that 1 stands for.</source>
        <translation>Voir le nombre auquel correspond 1.</translation>
    </message>
    <message>
        <source>Resample to the model&apos;s pixel size</source>
        <translation>Rééchantillonner à la taille de pixel du modèle</translation>
    </message>
    <message>
        <source>The network then sees objects as large as in its training; the results keep the grid of the image. Time grows with the number of pixels that the network sees: an image of 0.3 m takes some three times as long with a model of 0.2 m, one of 0.1 m a third of the time.</source>
        <translation>Le réseau voit alors des objets aussi grands que pendant son entraînement&#xa0;; les résultats gardent la grille de l&apos;image. La durée croît avec le nombre de pixels que voit le réseau&#xa0;: avec un modèle à 0,2&#xa0;m, une image à 0,3&#xa0;m prend environ trois fois plus de temps, une image à 0,1&#xa0;m trois fois moins.</translation>
    </message>
    <message>
        <source>Part of the image</source>
        <translation>Emprise</translation>
    </message>
    <message>
        <source>In any coordinate system; widened to whole pixels. Empty: the whole image.</source>
        <translation>Dans n&apos;importe quel système de coordonnées&#xa0;; élargie à des pixels entiers. Vide&#xa0;: toute l&apos;image.</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Matériel de calcul</translation>
    </message>
    <message>
        <source>Where the network is computed.</source>
        <translation>Où le réseau est calculé.</translation>
    </message>
    <message>
        <source>The fastest one found</source>
        <translation>Le plus rapide trouvé</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Processeur</translation>
    </message>
    <message>
        <source>NVIDIA graphics card</source>
        <translation>Carte graphique NVIDIA</translation>
    </message>
    <message>
        <source>Apple graphics</source>
        <translation>Carte graphique Apple</translation>
    </message>
</context>
<context>
    <name>OpenInModeler</name>
    <message>
        <source>Open a copy in the graphical modeler</source>
        <translation>Ouvrir une copie dans le modeleur graphique</translation>
    </message>
</context>
<context>
    <name>ParameterValues</name>
    <message>
        <source>{parameter} is &apos;{value}&apos;, but must be numbers separated by commas: {error}.</source>
        <translation>{parameter} vaut «&#xa0;{value}&#xa0;», mais doit être une suite de nombres séparés par des virgules&#xa0;: {error}.</translation>
    </message>
    <message>
        <source>{parameter} holds {number}, but must be whole numbers separated by commas.</source>
        <translation>{parameter} contient {number}, mais doit être une suite de nombres entiers séparés par des virgules.</translation>
    </message>
    <message>
        <source>{parameter} has the unknown value &apos;{value}&apos;; use one of: {names}.</source>
        <translation>{parameter} a la valeur inconnue «&#xa0;{value}&#xa0;»&#xa0;; en choisir une parmi&#xa0;: {names}.</translation>
    </message>
    <message>
        <source>The raster &apos;{layer}&apos; is a service ({provider}): save it as a GeoTIFF and choose that file.</source>
        <translation>Le raster «&#xa0;{layer}&#xa0;» est un service ({provider})&#xa0;: l&apos;enregistrer en GeoTIFF et choisir ce fichier.</translation>
    </message>
    <message>
        <source>The layer &apos;{layer}&apos; cannot be copied for the worker: {error}.</source>
        <translation>La couche «&#xa0;{layer}&#xa0;» ne peut pas être copiée pour le moteur de calcul&#xa0;: {error}.</translation>
    </message>
</context>
<context>
    <name>Paths</name>
    <message>
        <source>{parameter} is &apos;{file}&apos;, but the name of this file must end in {endings}.</source>
        <translation>{parameter} est «&#xa0;{file}&#xa0;», mais le nom de ce fichier doit se terminer par {endings}.</translation>
    </message>
    <message>
        <source> or </source>
        <translation> ou </translation>
    </message>
</context>
<context>
    <name>ReadyModels</name>
    <message>
        <source>1. Know the data set</source>
        <translation>1. Connaître le jeu de données</translation>
    </message>
    <message>
        <source>1. Learn from the annotations</source>
        <translation>1. Apprendre des annotations</translation>
    </message>
    <message>
        <source>2. Classify the scene</source>
        <translation>2. Classer la scène</translation>
    </message>
    <message>
        <source>2. Find the normalisation and classify</source>
        <translation>2. Trouver la normalisation et classer</translation>
    </message>
    <message>
        <source>3. Assess with a reference that the model does not know</source>
        <translation>3. Évaluer avec une référence que le modèle ne connaît pas</translation>
    </message>
    <message>
        <source>7. Ready models</source>
        <translation>7. Chaînes de traitement</translation>
    </message>
    <message>
        <source>A JSON file with mean and deviation of each band; it also serves the next images of this sensor.</source>
        <translation>Un fichier JSON avec la moyenne et l&apos;écart type de chaque bande&#xa0;; il sert aussi pour les prochaines images de ce capteur.</translation>
    </message>
    <message>
        <source>A model file for &apos;Classify land cover&apos;.</source>
        <translation>Un fichier de modèle pour «&#xa0;Classer l&apos;occupation du sol&#xa0;».</translation>
    </message>
    <message>
        <source>A page that proves what training brought on ground set apart from the annotations.</source>
        <translation>Une page qui prouve ce que l&apos;entraînement a apporté sur un terrain mis de côté parmi les annotations.</translation>
    </message>
    <message>
        <source>A page with overall accuracy, IoU, F-score, precision and recall, by class and on average, with 95 % intervals.</source>
        <translation>Une page avec la précision globale, et l&apos;IoU, le F-score, la précision et le rappel, par classe et en moyenne, avec leurs intervalles à 95&#xa0;%.</translation>
    </message>
    <message>
        <source>A raster of CoSIA class numbers, or polygons with the class in the field &apos;numero&apos;. With it the normalisation that is most accurate is recommended; without it the one that fits the statistics best.</source>
        <translation>Un raster de numéros de classes CoSIA, ou des polygones avec la classe dans le champ «&#xa0;numero&#xa0;». La normalisation la plus précise est alors recommandée&#xa0;; sinon celle qui s&apos;accorde le mieux aux statistiques.</translation>
    </message>
    <message>
        <source>A table with a row for each true class and a column for each class of the map.</source>
        <translation>Une table avec une ligne par classe vraie et une colonne par classe de la carte.</translation>
    </message>
    <message>
        <source>A web page with the maps of all three normalisations, their figures and the recommendation.</source>
        <translation>Une page web avec les cartes des trois normalisations, leurs chiffres et la recommandation.</translation>
    </message>
    <message>
        <source>All images of the same sensor and encoding that you have, with the one to classify among them: the more scenes, the better the statistics. Their bands are described by role, as &apos;Stack bands&apos; writes them.</source>
        <translation>Toutes les images disponibles du même capteur et du même encodage, dont celle à classer&#xa0;: plus il y a de scènes, meilleures sont les statistiques. Leurs bandes sont décrites par leur rôle, telles que «&#xa0;Empiler les bandes&#xa0;» les écrit.</translation>
    </message>
    <message>
        <source>An image with bands described by role, as &apos;Stack bands&apos; writes it. The model learns from it and then classifies it.</source>
        <translation>Une image aux bandes décrites par leur rôle, telle que «&#xa0;Empiler les bandes&#xa0;» l&apos;écrit. Le modèle en apprend, puis la classe.</translation>
    </message>
    <message>
        <source>Annotations to learn from</source>
        <translation>Annotations d&apos;apprentissage</translation>
    </message>
    <message>
        <source>Assess accuracy</source>
        <translation>Évaluer la précision</translation>
    </message>
    <message>
        <source>Class numbers 1–15 with IGN&apos;s colours; 0 where there is no data.</source>
        <translation>Numéros de classe 1–15 avec les couleurs de l&apos;IGN&#xa0;; 0 là où il n&apos;y a pas de donnée.</translation>
    </message>
    <message>
        <source>Classify land cover</source>
        <translation>Classer l&apos;occupation du sol</translation>
    </message>
    <message>
        <source>Classify with the recommended normalisation</source>
        <translation>Classer avec la normalisation recommandée</translation>
    </message>
    <message>
        <source>Compare normalisations</source>
        <translation>Comparer les normalisations</translation>
    </message>
    <message>
        <source>Comparison of normalisations</source>
        <translation>Comparaison des normalisations</translation>
    </message>
    <message>
        <source>Compute statistics</source>
        <translation>Calculer les statistiques</translation>
    </message>
    <message>
        <source>Computes the statistics of your images, tries the three normalisations on parts of one image with them, and classifies that image with the one that the comparison recommends. The page of the comparison tells why.</source>
        <translation>Calcule les statistiques de vos images, essaie avec elles les trois normalisations sur des parties d&apos;une image, et classe cette image avec celle que la comparaison recommande. La page de comparaison dit pourquoi.</translation>
    </message>
    <message>
        <source>Confidence (percent)</source>
        <translation>Confiance (%)</translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation>Matrice de confusion</translation>
    </message>
    <message>
        <source>Empty: the bundled demonstration model that fits the bands.</source>
        <translation>Vide&#xa0;: le modèle de démonstration fourni qui convient aux bandes.</translation>
    </message>
    <message>
        <source>Empty: the bundled demonstration model that fits the bands. Demonstration models are trained on simulated scenes: they show how the plugin works, and their maps are not for use.</source>
        <translation>Vide&#xa0;: le modèle de démonstration fourni qui convient aux bandes. Les modèles de démonstration sont entraînés sur des scènes simulées&#xa0;: ils montrent le fonctionnement de l&apos;extension, et leurs cartes ne sont pas utilisables.</translation>
    </message>
    <message>
        <source>Epochs at most</source>
        <translation>Nombre maximal d&apos;époques</translation>
    </message>
    <message>
        <source>Fine-tune model</source>
        <translation>Affiner un modèle</translation>
    </message>
    <message>
        <source>For the statistics. A block is about 512 × 512 pixels. Blocks are faster than all pixels; from 30 blocks on their error is known well.</source>
        <translation>Pour les statistiques. Un bloc fait environ 512&#xa0;×&#xa0;512 pixels. Les blocs sont plus rapides que tous les pixels&#xa0;; à partir de 30 blocs, leur erreur est bien connue.</translation>
    </message>
    <message>
        <source>Ground to assess within</source>
        <translation>Terrain à évaluer</translation>
    </message>
    <message>
        <source>How often training goes over the annotated ground; it ends sooner when nothing gets better.</source>
        <translation>Nombre de fois que l&apos;entraînement parcourt le terrain annoté&#xa0;; il s&apos;arrête plus tôt quand rien ne s&apos;améliore.</translation>
    </message>
    <message>
        <source>Image to classify</source>
        <translation>Image à classer</translation>
    </message>
    <message>
        <source>Images of the data set</source>
        <translation>Images du jeu de données</translation>
    </message>
    <message>
        <source>In any coordinate system. The model learns from all annotations all the same. Empty: the whole scene.</source>
        <translation>Dans n&apos;importe quel système de coordonnées. Le modèle apprend tout de même de toutes les annotations. Vide&#xa0;: toute la scène.</translation>
    </message>
    <message>
        <source>In any coordinate system. The statistics always come from whole images. Empty: the whole image.</source>
        <translation>Dans n&apos;importe quel système de coordonnées. Les statistiques portent toujours sur des images entières. Vide&#xa0;: toute l&apos;image.</translation>
    </message>
    <message>
        <source>Independent reference to assess with</source>
        <translation>Référence indépendante pour l&apos;évaluation</translation>
    </message>
    <message>
        <source>Land cover</source>
        <translation>Occupation du sol</translation>
    </message>
    <message>
        <source>Model file</source>
        <translation>Fichier de modèle</translation>
    </message>
    <message>
        <source>Model to start from</source>
        <translation>Modèle de départ</translation>
    </message>
    <message>
        <source>New model</source>
        <translation>Nouveau modèle</translation>
    </message>
    <message>
        <source>One of the images above, or another one of the same sensor and encoding.</source>
        <translation>L&apos;une des images ci-dessus, ou une autre du même capteur et du même encodage.</translation>
    </message>
    <message>
        <source>Part of the image</source>
        <translation>Emprise</translation>
    </message>
    <message>
        <source>Part of the scene to classify</source>
        <translation>Emprise à classer</translation>
    </message>
    <message>
        <source>Polygons with a class number in the field &apos;numero&apos;, as &apos;Create annotation layer&apos; makes them, or a raster of CoSIA class numbers.</source>
        <translation>Des polygones avec un numéro de classe dans le champ «&#xa0;numero&#xa0;», tels que «&#xa0;Créer une couche d&apos;annotations&#xa0;» les fait, ou un raster de numéros de classes CoSIA.</translation>
    </message>
    <message>
        <source>Polygons; only pixels inside them are compared with the reference. Empty: wherever there is a reference.</source>
        <translation>Des polygones&#xa0;; seuls les pixels situés dedans sont comparés à la référence. Vide&#xa0;: partout où il y a une référence.</translation>
    </message>
    <message>
        <source>Probability of the class chosen, as the network estimates it.</source>
        <translation>Probabilité de la classe retenue, telle que le réseau l&apos;estime.</translation>
    </message>
    <message>
        <source>Random blocks to read (0 = all pixels)</source>
        <translation>Blocs tirés au hasard à lire (0 = tous les pixels)</translation>
    </message>
    <message>
        <source>Reference classes</source>
        <translation>Classes de référence</translation>
    </message>
    <message>
        <source>Report of the accuracy</source>
        <translation>Rapport de précision</translation>
    </message>
    <message>
        <source>Report of the training</source>
        <translation>Rapport d&apos;entraînement</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>Scène</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Statistiques</translation>
    </message>
    <message>
        <source>Train, classify and assess</source>
        <translation>Entraîner, classer et évaluer</translation>
    </message>
    <message>
        <source>What is true, on ground that no annotation covers: points of &apos;Draw sample&apos;, polygons or a raster of CoSIA class numbers. It must not be the annotations: a model is nearly always right where it was told the answer, and such figures say nothing about the rest of the map.</source>
        <translation>Ce qui est vrai, sur un terrain qu&apos;aucune annotation ne couvre&#xa0;: des points de «&#xa0;Tirer un échantillon&#xa0;», des polygones ou un raster de numéros de classes CoSIA. Ce ne doit pas être les annotations&#xa0;: un modèle a presque toujours raison là où on lui a donné la réponse, et de tels chiffres ne disent rien du reste de la carte.</translation>
    </message>
    <message>
        <source>1. From the product to classes</source>
        <translation>1. Du produit aux classes</translation>
    </message>
    <message>
        <source>2. From classes to polygons and areas</source>
        <translation>2. Des classes aux polygones et aux surfaces</translation>
    </message>
    <message>
        <source>A GeoPackage with the fields of IGN&apos;s product and IGN&apos;s colours.</source>
        <translation>Un GeoPackage avec les champs du produit de l&apos;IGN et les couleurs de l&apos;IGN.</translation>
    </message>
    <message>
        <source>A page with the areas as bars in IGN&apos;s colours.</source>
        <translation>Une page avec les surfaces en barres, aux couleurs de l&apos;IGN.</translation>
    </message>
    <message>
        <source>A table with a row for each class, and for each zone and class if there are zones: pixels, square metres, hectares, and the share in percent of what is classified.</source>
        <translation>Une table avec une ligne par classe, et par zone et classe s&apos;il y a des zones&#xa0;: pixels, mètres carrés, hectares, et part en pourcentage de ce qui est classé.</translation>
    </message>
    <message>
        <source>Areas per class</source>
        <translation>Surfaces par classe</translation>
    </message>
    <message>
        <source>Class numbers 1–15 with IGN&apos;s colours, small areas taken out; 0 where there is no data.</source>
        <translation>Numéros de classe 1–15 avec les couleurs de l&apos;IGN, sans les petites surfaces&#xa0;; 0 là où il n&apos;y a pas de donnée.</translation>
    </message>
    <message>
        <source>Corners of borders that cut off no more than this area are left out; the area of a few pixels takes the steps of the pixels away. 0: borders follow the pixels.</source>
        <translation>Les sommets des limites qui ne coupent pas plus que cette surface sont supprimés&#xa0;; la surface de quelques pixels efface l&apos;escalier des pixels. 0&#xa0;: les limites suivent les pixels.</translation>
    </message>
    <message>
        <source>Filter land cover</source>
        <translation>Filtrer l&apos;occupation du sol</translation>
    </message>
    <message>
        <source>Folder of the product</source>
        <translation>Dossier du produit</translation>
    </message>
    <message>
        <source>From a product to areas per class</source>
        <translation>D&apos;un produit aux surfaces par classe</translation>
    </message>
    <message>
        <source>In any coordinate system; widened to whole pixels. Empty: the whole product.</source>
        <translation>Dans n&apos;importe quel système de coordonnées&#xa0;; élargie à des pixels entiers. Vide&#xa0;: tout le produit.</translation>
    </message>
    <message>
        <source>Land cover polygons</source>
        <translation>Polygones d&apos;occupation du sol</translation>
    </message>
    <message>
        <source>One call from a Pléiades Neo product to a map of the 15 CoSIA classes, its polygons, and the area of each class: stacks the bands, classifies them, takes specks out, makes polygons and sums the area of each class, in all and by zone.</source>
        <translation>D&apos;un produit Pléiades Neo, en un seul appel, à une carte des 15 classes CoSIA, à ses polygones et à la surface de chaque classe&#xa0;: empile les bandes, les classe, enlève les îlots de pixels, fait des polygones et additionne la surface de chaque classe, en tout et par zone.</translation>
    </message>
    <message>
        <source>Part to map</source>
        <translation>Emprise à cartographier</translation>
    </message>
    <message>
        <source>Polygons, such as communes; areas are also summed in each of them. Empty: in all only.</source>
        <translation>Des polygones, par exemple les communes&#xa0;; les surfaces sont aussi additionnées dans chacun. Vide&#xa0;: seulement en tout.</translation>
    </message>
    <message>
        <source>Report of the areas</source>
        <translation>Rapport des surfaces</translation>
    </message>
    <message>
        <source>Simplify borders (m²)</source>
        <translation>Simplifier les limites (m²)</translation>
    </message>
    <message>
        <source>Smaller areas join the neighbour that they share the longest border with.</source>
        <translation>Les surfaces plus petites rejoignent la voisine à la plus longue limite commune.</translation>
    </message>
    <message>
        <source>Smaller polygons become a part of the neighbour that they share the longest border with. The table of areas counts the pixels of the map, before this. 0: all polygons stay.</source>
        <translation>Les polygones plus petits sont fusionnés avec le voisin à la plus longue limite commune. La table des surfaces compte les pixels de la carte, avant cette fusion. 0&#xa0;: tous les polygones restent.</translation>
    </message>
    <message>
        <source>Smallest area that stays in the map (pixels)</source>
        <translation>Surface minimale conservée sur la carte (pixels)</translation>
    </message>
    <message>
        <source>Smallest polygon (m²)</source>
        <translation>Surface minimale d&apos;un polygone (m²)</translation>
    </message>
    <message>
        <source>Stack bands</source>
        <translation>Empiler les bandes</translation>
    </message>
    <message>
        <source>Summarise areas</source>
        <translation>Récapituler les surfaces</translation>
    </message>
    <message>
        <source>The delivery of a Pléiades Neo scene (DIMAP), or the folder of one of its components. On the command line also its VOL or DIM file.</source>
        <translation>La livraison d&apos;une scène Pléiades Neo (DIMAP), ou le dossier de l&apos;un de ses composants. En ligne de commande, aussi son fichier VOL ou DIM.</translation>
    </message>
    <message>
        <source>Trains a model further on annotations of a scene, classifies the scene with it and assesses the map. The assessment needs a reference of its own, which the model did not learn from. Without such a reference, use &apos;Fine-tune model&apos; alone: its report sets a part of the annotated ground apart for the proof.</source>
        <translation>Poursuit l&apos;entraînement d&apos;un modèle sur les annotations d&apos;une scène, classe la scène avec lui et évalue la carte. L&apos;évaluation demande sa propre référence, dont le modèle n&apos;a pas appris. Sans une telle référence, utiliser «&#xa0;Affiner un modèle&#xa0;» seul&#xa0;: son rapport met de côté une partie du terrain annoté pour la preuve.</translation>
    </message>
    <message>
        <source>Vectorise land cover</source>
        <translation>Vectoriser l&apos;occupation du sol</translation>
    </message>
    <message>
        <source>Zones</source>
        <translation>Zones</translation>
    </message>
</context>
<context>
    <name>SetUpEnvironment</name>
    <message>
        <source>Set up the environment</source>
        <translation>Préparer l&apos;environnement</translation>
    </message>
    <message>
        <source>Installs PyTorch and what else the plugin computes with into a Python environment of its own; QGIS&apos;s own Python stays as it is. Needed once, and again after some updates of the plugin or of QGIS. It downloads about 0.3 GB, or 3 GB for an NVIDIA graphics card, and says so first. After an interruption, run it again: it goes on from there.</source>
        <translation>Installe PyTorch et les autres outils de calcul de l&apos;extension dans un environnement Python à part&#xa0;; le Python de QGIS reste tel quel. À faire une fois, puis après certaines mises à jour de l&apos;extension ou de QGIS. Télécharge environ 0,3&#xa0;Go, ou 3&#xa0;Go pour une carte graphique NVIDIA, et l&apos;annonce d&apos;abord. Après une interruption, relancer&#xa0;: l&apos;installation reprend où elle en était.</translation>
    </message>
    <message>
        <source>Python interpreter</source>
        <translation>Interpréteur Python</translation>
    </message>
    <message>
        <source>Python 3.10 to 3.14 to make the environment with; one that has all packages already is used as it is. Empty: QGIS&apos;s own Python, or another one on this computer where that is too old.</source>
        <translation>Python 3.10 à 3.14, avec lequel créer l&apos;environnement&#xa0;; s&apos;il a déjà tous les paquets, il est utilisé tel quel. Vide&#xa0;: le Python de QGIS, ou un autre de cet ordinateur si celui-ci est trop ancien.</translation>
    </message>
    <message>
        <source>Build of PyTorch</source>
        <translation>Variante de PyTorch</translation>
    </message>
    <message>
        <source>Automatic: CUDA where an NVIDIA graphics card with a fitting driver is found, else CPU.</source>
        <translation>Automatique&#xa0;: CUDA si une carte graphique NVIDIA et un pilote adapté sont présents, sinon CPU.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatique</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>CUDA (NVIDIA)</source>
        <translation>CUDA (NVIDIA)</translation>
    </message>
    <message>
        <source>Folder of wheels</source>
        <translation>Dossier de paquets (wheels)</translation>
    </message>
    <message>
        <source>Installs from this folder, without network. Empty: downloads with pip&apos;s own settings.</source>
        <translation>Installe à partir de ce dossier, sans réseau. Vide&#xa0;: télécharge avec les réglages de pip.</translation>
    </message>
    <message>
        <source>Folder of the environment</source>
        <translation>Dossier de l&apos;environnement</translation>
    </message>
    <message>
        <source>An empty or new folder; about 1.5 GB are needed, or 7 GB with CUDA. Empty: in the QGIS profile.</source>
        <translation>Un dossier vide ou nouveau&#xa0;; il faut environ 1,5&#xa0;Go, ou 7&#xa0;Go avec CUDA. Vide&#xa0;: dans le profil de QGIS.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
    <message>
        <source>What was set up.</source>
        <translation>Ce qui a été installé.</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Prêt</translation>
    </message>
    <message>
        <source>Whether algorithms can run now.</source>
        <translation>Si les algorithmes peuvent s&apos;exécuter maintenant.</translation>
    </message>
</context>
<context>
    <name>StackBands</name>
    <message>
        <source>Stack bands</source>
        <translation>Empiler les bandes</translation>
    </message>
    <message>
        <source>Makes one raster of a Pléiades Neo product (DIMAP), of its loose tiles, of BD ORTHO RVB and IRC tiles or of single bands. Bands come in the order red, green, blue, near infrared, deep blue, red edge, and are described by their role. A &apos;.vrt&apos; copies no pixel and is there at once; a &apos;.tif&apos; is tiled and compressed.</source>
        <translation>Fait un seul raster d&apos;un produit Pléiades Neo (DIMAP), de ses dalles isolées, de dalles RVB et IRC de la BD ORTHO ou de bandes séparées. Les bandes viennent dans l&apos;ordre rouge, vert, bleu, proche infrarouge, bleu profond, red edge, et sont décrites par leur rôle. Un «&#xa0;.vrt&#xa0;» ne copie aucun pixel et est prêt aussitôt&#xa0;; un «&#xa0;.tif&#xa0;» est tuilé et compressé.</translation>
    </message>
    <message>
        <source>DIMAP product</source>
        <translation>Produit DIMAP</translation>
    </message>
    <message>
        <source>VOL or DIM file, or the folder of the delivery or of one of its components.</source>
        <translation>Fichier VOL ou DIM, ou dossier de la livraison ou de l&apos;un de ses composants.</translation>
    </message>
    <message>
        <source>Or images</source>
        <translation>Ou images</translation>
    </message>
    <message>
        <source>Tiles RGB and NED, BD ORTHO tiles RVB and IRC, or single bands, in any order.</source>
        <translation>Dalles RGB et NED, dalles RVB et IRC de la BD ORTHO, ou bandes séparées, dans n&apos;importe quel ordre.</translation>
    </message>
    <message>
        <source>Component of the product</source>
        <translation>Composant du produit</translation>
    </message>
    <message>
        <source>Needed where a delivery holds several multispectral images; the message then names them.</source>
        <translation>Nécessaire quand une livraison contient plusieurs images multispectrales&#xa0;; le message les nomme alors.</translation>
    </message>
    <message>
        <source>Sensor</source>
        <translation>Capteur</translation>
    </message>
    <message>
        <source>&apos;Other&apos; also takes products that are no reflectance as they are.</source>
        <translation>«&#xa0;Autre&#xa0;» accepte aussi tels quels les produits qui ne sont pas en réflectance.</translation>
    </message>
    <message>
        <source>As the files tell</source>
        <translation>Selon les fichiers</translation>
    </message>
    <message>
        <source>Pléiades Neo</source>
        <translation>Pléiades Neo</translation>
    </message>
    <message>
        <source>BD ORTHO</source>
        <translation>BD ORTHO</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Autre</translation>
    </message>
    <message>
        <source>Band roles of the images</source>
        <translation>Rôles des bandes des images</translation>
    </message>
    <message>
        <source>In the order of their bands, for example: nir, red, green, blue (or PIR, R, V, B); &apos;-&apos; leaves a band out. Empty: what names and band descriptions tell.</source>
        <translation>Dans l&apos;ordre de leurs bandes, par exemple&#xa0;: nir, red, green, blue (ou PIR, R, V, B)&#xa0;; «&#xa0;-&#xa0;» écarte une bande. Vide&#xa0;: ce que disent les noms et les descriptions des bandes.</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>Encodage</translation>
    </message>
    <message>
        <source>8-bit scales linearly to 1–255 and keeps 0 for no data; it needs a &apos;.tif&apos;.</source>
        <translation>8&#xa0;bits ramène linéairement à 1–255 et réserve 0 à l&apos;absence de donnée&#xa0;; demande un «&#xa0;.tif&#xa0;».</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>Tel quel</translation>
    </message>
    <message>
        <source>8-bit</source>
        <translation>8&#xa0;bits</translation>
    </message>
    <message>
        <source>Digital number that becomes 1</source>
        <translation>Compte numérique qui devient 1</translation>
    </message>
    <message>
        <source>For 8-bit. Not set: the lower percentile of each band.</source>
        <translation>Pour le 8&#xa0;bits. Non renseigné&#xa0;: le percentile bas de chaque bande.</translation>
    </message>
    <message>
        <source>Digital number that becomes 255</source>
        <translation>Compte numérique qui devient 255</translation>
    </message>
    <message>
        <source>For 8-bit. Not set: the upper percentile of each band.</source>
        <translation>Pour le 8&#xa0;bits. Non renseigné&#xa0;: le percentile haut de chaque bande.</translation>
    </message>
    <message>
        <source>Percentiles</source>
        <translation>Percentiles</translation>
    </message>
    <message>
        <source>For 8-bit, where no digital numbers are set: of all pixels with data.</source>
        <translation>Pour le 8&#xa0;bits, si aucun compte numérique n&apos;est donné&#xa0;: ceux de tous les pixels renseignés.</translation>
    </message>
    <message>
        <source>Where grids do not match</source>
        <translation>Si les grilles ne coïncident pas</translation>
    </message>
    <message>
        <source>Resampling brings all images to the grid of the finest pixels; it needs a &apos;.tif&apos;.</source>
        <translation>Le rééchantillonnage amène toutes les images sur la grille des pixels les plus fins&#xa0;; demande un «&#xa0;.tif&#xa0;».</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Refuser</translation>
    </message>
    <message>
        <source>Resample: nearest neighbour</source>
        <translation>Rééchantillonner&#xa0;: plus proche voisin</translation>
    </message>
    <message>
        <source>Resample: bilinear</source>
        <translation>Rééchantillonner&#xa0;: bilinéaire</translation>
    </message>
    <message>
        <source>Resample: cubic</source>
        <translation>Rééchantillonner&#xa0;: cubique</translation>
    </message>
    <message>
        <source>Part to keep</source>
        <translation>Emprise à conserver</translation>
    </message>
    <message>
        <source>In any coordinate system; widened to whole pixels. Empty: all of it.</source>
        <translation>Dans n&apos;importe quel système de coordonnées&#xa0;; élargie à des pixels entiers. Vide&#xa0;: tout.</translation>
    </message>
    <message>
        <source>Pixel size (metres, 0 = as it is)</source>
        <translation>Taille de pixel (mètres, 0 = inchangée)</translation>
    </message>
    <message>
        <source>Coarser pixels are the mean of those below, unless a resampling is chosen. It needs a &apos;.tif&apos;.</source>
        <translation>Les pixels plus grands sont la moyenne de ceux qu&apos;ils couvrent, sauf si un rééchantillonnage est choisi. Demande un «&#xa0;.tif&#xa0;».</translation>
    </message>
    <message>
        <source>No-data value</source>
        <translation>Valeur sans donnée</translation>
    </message>
    <message>
        <source>Not set: what the product or the files say.</source>
        <translation>Non renseigné&#xa0;: ce que disent le produit ou les fichiers.</translation>
    </message>
    <message>
        <source>Clouds become no data</source>
        <translation>Les nuages deviennent sans donnée</translation>
    </message>
    <message>
        <source>By the product&apos;s own cloud mask. It needs a &apos;.tif&apos;.</source>
        <translation>Selon le masque de nuages du produit. Demande un «&#xa0;.tif&#xa0;».</translation>
    </message>
    <message>
        <source>Pixels outside the region of interest become no data</source>
        <translation>Les pixels hors de la zone d&apos;intérêt deviennent sans donnée</translation>
    </message>
    <message>
        <source>By the product&apos;s own mask. It needs a &apos;.tif&apos;.</source>
        <translation>Selon le masque du produit. Demande un «&#xa0;.tif&#xa0;».</translation>
    </message>
    <message>
        <source>Stack</source>
        <translation>Empilement</translation>
    </message>
    <message>
        <source>&apos;.vrt&apos;: at once, as long as the images stay where they are; &apos;.tif&apos;: a copy of the pixels.</source>
        <translation>«&#xa0;.vrt&#xa0;»&#xa0;: prêt aussitôt, valable tant que les images restent à leur place&#xa0;; «&#xa0;.tif&#xa0;»&#xa0;: une copie des pixels.</translation>
    </message>
</context>
<context>
    <name>SuggestAnnotations</name>
    <message>
        <source>Suggest annotations</source>
        <translation>Proposer des annotations</translation>
    </message>
    <message>
        <source>Looks for the rectangles of an image where annotations teach a model most: where it is unsure, where much of the image looks alike, and where classes are of which there is little elsewhere. Annotate them in their order: the first ones are the best ones, however many you do.</source>
        <translation>Cherche les rectangles d&apos;une image où des annotations apprennent le plus à un modèle&#xa0;: là où il hésite, là où une grande part de l&apos;image se ressemble, et là où se trouvent des classes rares ailleurs. Les annoter dans l&apos;ordre&#xa0;: les premiers sont les meilleurs, quel qu&apos;en soit le nombre.</translation>
    </message>
    <message>
        <source>How many to suggest, at most: fewer come where there is no room for more.</source>
        <translation>Nombre maximal à proposer&#xa0;: il y en a moins s&apos;il n&apos;y a plus de place.</translation>
    </message>
    <message>
        <source>Side of a rectangle (m)</source>
        <translation>Côté d&apos;un rectangle (m)</translation>
    </message>
    <message>
        <source>At least 32 pixels. Each rectangle should be annotated whole, so take what you can manage.</source>
        <translation>Au moins 32 pixels. Chaque rectangle est à annoter en entier&#xa0;: choisir une taille raisonnable.</translation>
    </message>
    <message>
        <source>Where rectangles may lie</source>
        <translation>Où les rectangles peuvent se trouver</translation>
    </message>
    <message>
        <source>Polygons, in any coordinate system. Empty: everywhere.</source>
        <translation>Des polygones, dans n&apos;importe quel système de coordonnées. Vide&#xa0;: partout.</translation>
    </message>
    <message>
        <source>Polygons. Rectangles keep away from them, and from what looks like them.</source>
        <translation>Des polygones. Les rectangles les évitent, ainsi que ce qui leur ressemble.</translation>
    </message>
    <message>
        <source>Normalisation</source>
        <translation>Normalisation</translation>
    </message>
    <message>
        <source>How the image is fed to the model; &apos;Compare normalisations&apos; recommends one.</source>
        <translation>Comment l&apos;image est donnée au modèle&#xa0;; «&#xa0;Comparer les normalisations&#xa0;» en recommande une.</translation>
    </message>
    <message>
        <source>What the model was trained with, if the encodings allow</source>
        <translation>Celle de l&apos;entraînement du modèle, si les encodages le permettent</translation>
    </message>
    <message>
        <source>norma-01: to the range 0–1</source>
        <translation>norma-01&#xa0;: dans l&apos;intervalle 0–1</translation>
    </message>
    <message>
        <source>norma-source: statistics of the training data</source>
        <translation>norma-source&#xa0;: statistiques des données d&apos;entraînement</translation>
    </message>
    <message>
        <source>norma-target: statistics of the images to classify</source>
        <translation>norma-target&#xa0;: statistiques des images à classer</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Graine</translation>
    </message>
    <message>
        <source>Of the parts of a large image that are looked at; the same seed gives the same rectangles.</source>
        <translation>Celle du choix des parties examinées d&apos;une grande image&#xa0;; la même graine donne les mêmes rectangles.</translation>
    </message>
    <message>
        <source>Rectangles to annotate</source>
        <translation>Rectangles à annoter</translation>
    </message>
    <message>
        <source>A GeoPackage. Of each rectangle it tells the rank, how unsure the model is there, how much of its uncertainty in the image the rectangle stands for, the class that it adds most of and the likely classes.</source>
        <translation>Un GeoPackage. Pour chaque rectangle&#xa0;: le rang, l&apos;incertitude du modèle à cet endroit, la part de son incertitude dans l&apos;image que le rectangle représente, la classe dont il apporte le plus et les classes probables.</translation>
    </message>
    <message>
        <source>Image to annotate</source>
        <translation>Image à annoter</translation>
    </message>
    <message>
        <source>Number of rectangles</source>
        <translation>Nombre de rectangles</translation>
    </message>
    <message>
        <source>Existing annotations</source>
        <translation>Annotations existantes</translation>
    </message>
</context>
<context>
    <name>SummariseAreas</name>
    <message>
        <source>Summarise areas</source>
        <translation>Récapituler les surfaces</translation>
    </message>
    <message>
        <source>Tells how much ground each of the 15 CoSIA classes covers on a map, and each group of them, such as what is built or sealed: in all, and in zones such as communes. Areas are exact in degrees as well, where pixels differ in size.</source>
        <translation>Donne la surface de chacune des 15 classes CoSIA sur une carte, et de chaque groupe de classes, par exemple ce qui est bâti ou imperméabilisé&#xa0;: en tout, et par zone, par exemple par commune. Les surfaces sont exactes aussi en degrés, où la taille des pixels varie.</translation>
    </message>
    <message>
        <source>Map of classes</source>
        <translation>Carte des classes</translation>
    </message>
    <message>
        <source>One band of CoSIA codes: 1 to 15, and 0 where there is no data. Other codes are counted apart and told.</source>
        <translation>Une bande de codes CoSIA&#xa0;: 1 à 15, et 0 là où il n&apos;y a pas de donnée. Les autres codes sont comptés à part et signalés.</translation>
    </message>
    <message>
        <source>Zones</source>
        <translation>Zones</translation>
    </message>
    <message>
        <source>Areas</source>
        <translation>Surfaces</translation>
    </message>
    <message>
        <source>A table with a row for each class, and for each zone and class if there are zones: pixels, square metres, hectares, and the share in percent of what is classified. Rows without a zone_id are of the whole map.</source>
        <translation>Une table avec une ligne par classe, et par zone et classe s&apos;il y a des zones&#xa0;: pixels, mètres carrés, hectares, et part en pourcentage de ce qui est classé. Les lignes sans zone_id portent sur toute la carte.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
    <message>
        <source>A page with the areas as bars in IGN&apos;s colours.</source>
        <translation>Une page avec les surfaces en barres, aux couleurs de l&apos;IGN.</translation>
    </message>
    <message>
        <source>Groups used</source>
        <translation>Groupes utilisés</translation>
    </message>
    <message>
        <source>The groups as a table that can be edited and given back as &apos;Groups of classes&apos;.</source>
        <translation>Les groupes, dans une table qui peut être modifiée et redonnée comme «&#xa0;Groupes de classes&#xa0;».</translation>
    </message>
    <message>
        <source>Classified (ha)</source>
        <translation>Surface classée (ha)</translation>
    </message>
    <message>
        <source>Ground that has a class.</source>
        <translation>Terrain qui a une classe.</translation>
    </message>
    <message>
        <source>How many zones there are.</source>
        <translation>Nombre de zones.</translation>
    </message>
</context>
<context>
    <name>TrainingAlgorithm</name>
    <message>
        <source>norma-01: scaled to 0–1</source>
        <translation>norma-01&#xa0;: ramenée à 0–1</translation>
    </message>
    <message>
        <source>norma-source: statistics of the model&apos;s own training images</source>
        <translation>norma-source&#xa0;: statistiques des images d&apos;entraînement du modèle</translation>
    </message>
    <message>
        <source>norma-target: statistics of the scenes</source>
        <translation>norma-target&#xa0;: statistiques des scènes</translation>
    </message>
</context>
<context>
    <name>Vectorise</name>
    <message>
        <source>Vectorise land cover</source>
        <translation>Vectoriser l&apos;occupation du sol</translation>
    </message>
    <message>
        <source>Makes polygons of a map of the 15 CoSIA classes, with the fields of IGN&apos;s product: numero and classe, and the area. The polygons fill the map without gaps or overlaps, also where small areas are merged and borders simplified, and maps of any size fit.</source>
        <translation>Fait des polygones d&apos;une carte des 15 classes CoSIA, avec les champs du produit de l&apos;IGN, numero et classe, et la surface. Les polygones remplissent la carte sans trou ni recouvrement, même quand les petites surfaces sont fusionnées et les limites simplifiées&#xa0;; la carte peut avoir n&apos;importe quelle taille.</translation>
    </message>
    <message>
        <source>Map of classes</source>
        <translation>Carte des classes</translation>
    </message>
    <message>
        <source>One band of CoSIA codes: 1 to 15, and 0 where there is no data.</source>
        <translation>Une bande de codes CoSIA&#xa0;: 1 à 15, et 0 là où il n&apos;y a pas de donnée.</translation>
    </message>
    <message>
        <source>Smallest area (m²)</source>
        <translation>Surface minimale (m²)</translation>
    </message>
    <message>
        <source>Smaller areas become a part of the neighbour that they share the longest border with, the smallest ones first. An area without neighbours stays. 0: nothing is merged.</source>
        <translation>Les surfaces plus petites sont fusionnées avec la voisine à la plus longue limite commune, les plus petites d&apos;abord. Une surface sans voisine reste. 0&#xa0;: rien n&apos;est fusionné.</translation>
    </message>
    <message>
        <source>Smallest areas by class</source>
        <translation>Surfaces minimales par classe</translation>
    </message>
    <message>
        <source>A CSV file with the columns numero and min_area_m2; the value above counts for classes that it does not name.</source>
        <translation>Un fichier CSV avec les colonnes numero et min_area_m2&#xa0;; la valeur ci-dessus s&apos;applique aux classes qu&apos;il ne nomme pas.</translation>
    </message>
    <message>
        <source>Simplify borders (m²)</source>
        <translation>Simplifier les limites (m²)</translation>
    </message>
    <message>
        <source>Corners of borders that cut off no more than this area are left out; neighbours keep their common border, and the outer border of the map stays. The area of a few pixels takes the steps of the pixels away. 0: borders follow the pixels.</source>
        <translation>Les sommets des limites qui ne coupent pas plus que cette surface sont supprimés&#xa0;; les voisins gardent leur limite commune, et le contour de la carte ne bouge pas. La surface de quelques pixels efface l&apos;escalier des pixels. 0&#xa0;: les limites suivent les pixels.</translation>
    </message>
    <message>
        <source>Part of the map</source>
        <translation>Emprise</translation>
    </message>
    <message>
        <source>Only what lies in it becomes polygons. Empty: all of the map.</source>
        <translation>Seul ce qui s&apos;y trouve devient des polygones. Vide&#xa0;: toute la carte.</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Masque</translation>
    </message>
    <message>
        <source>Polygons, in any coordinate system; pixels outside them are left out.</source>
        <translation>Des polygones, dans n&apos;importe quel système de coordonnées&#xa0;; les pixels situés en dehors sont écartés.</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>Département</translation>
    </message>
    <message>
        <source>For the names of the blocks of 10 km: its number, such as 49, 2A or 974.</source>
        <translation>Pour les noms des dalles de 10&#xa0;km&#xa0;: son numéro, par exemple 49, 2A ou 974.</translation>
    </message>
    <message>
        <source>Year of the images</source>
        <translation>Année des images</translation>
    </message>
    <message>
        <source>For the names of the blocks of 10 km.</source>
        <translation>Pour les noms des dalles de 10&#xa0;km.</translation>
    </message>
    <message>
        <source>Land cover polygons</source>
        <translation>Polygones d&apos;occupation du sol</translation>
    </message>
    <message>
        <source>A GeoPackage, which brings IGN&apos;s colours along.</source>
        <translation>Un GeoPackage, qui contient les couleurs de l&apos;IGN.</translation>
    </message>
    <message>
        <source>Folder for blocks of 10 km</source>
        <translation>Dossier des dalles de 10&#xa0;km</translation>
    </message>
    <message>
        <source>The polygons once more, cut along the kilometres into one GeoPackage a block, named as IGN names them: D049_2022_420_6710_vecto.gpkg for department, year and north-west corner. The map must be in metres; DEPARTMENT and YEAR are needed.</source>
        <translation>Les mêmes polygones, découpés selon les kilomètres en un GeoPackage par dalle, nommé à la façon de l&apos;IGN&#xa0;: D049_2022_420_6710_vecto.gpkg pour le département, l&apos;année et le coin nord-ouest. La carte doit être en mètres&#xa0;; DEPARTMENT et YEAR sont nécessaires.</translation>
    </message>
    <message>
        <source>Polygons</source>
        <translation>Polygones</translation>
    </message>
    <message>
        <source>How many polygons there are.</source>
        <translation>Nombre de polygones.</translation>
    </message>
    <message>
        <source>Blocks</source>
        <translation>Dalles</translation>
    </message>
    <message>
        <source>How many blocks were written.</source>
        <translation>Nombre de dalles écrites.</translation>
    </message>
</context>
<context>
    <name>ZonesAlgorithm</name>
    <message>
        <source>Zones</source>
        <translation>Zones</translation>
    </message>
    <message>
        <source>Polygons in any coordinate system, such as communes: every feature is a zone. A pixel belongs to a zone if its centre lies inside; zones that overlap are each counted as if they were alone.</source>
        <translation>Des polygones dans n&apos;importe quel système de coordonnées, par exemple les communes&#xa0;: chaque entité est une zone. Un pixel appartient à une zone si son centre s&apos;y trouve&#xa0;; des zones qui se chevauchent sont comptées chacune comme si elle était seule.</translation>
    </message>
    <message>
        <source>Field with the names of the zones</source>
        <translation>Champ du nom des zones</translation>
    </message>
    <message>
        <source>Empty: a field called nom, name, libelle or the like, or else the ids of the features.</source>
        <translation>Vide&#xa0;: un champ appelé nom, name, libelle ou d&apos;un nom voisin, sinon les identifiants des entités.</translation>
    </message>
    <message>
        <source>Groups of classes</source>
        <translation>Groupes de classes</translation>
    </message>
    <message>
        <source>A CSV file with the columns numero and group. Empty: built or sealed, vegetation, agriculture, water and other ground; &apos;Summarise areas&apos; writes them as a table to begin with.</source>
        <translation>Un fichier CSV avec les colonnes numero et group. Vide&#xa0;: bâti ou imperméabilisé, végétation, agriculture, eau et autre sol&#xa0;; «&#xa0;Récapituler les surfaces&#xa0;» les écrit dans une table dont on peut partir.</translation>
    </message>
</context>
</TS>
